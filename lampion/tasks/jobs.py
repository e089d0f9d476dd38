from lampion.kit.registers import every
from lampion.tasks.models import DoneLink

every(24 * 60, "forget old links of tasks", DoneLink.sweep)
