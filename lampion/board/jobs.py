from lampion.board.actions import send_digests
from lampion.board.models import Digest, Visit
from lampion.kit.registers import every

every(5, "queue the digests of the morning", send_digests)
every(24 * 60, "forget old digests", Digest.sweep)
every(24 * 60, "forget when those looked who left", Visit.sweep)
