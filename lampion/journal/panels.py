"""What rooms below the journal do is written here too."""

from lampion.journal.models import write
from lampion.kit.registers import witness

witness(write)
