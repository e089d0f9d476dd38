from lampion.groups.models import GroupInvitation, Pulse, Reveal
from lampion.groups.models.document import destroy_removed
from lampion.kit.registers import every

every(24 * 60, "forget who looked at which detail", Reveal.sweep)
every(24 * 60, "forget whom groups invited", GroupInvitation.sweep)
every(24 * 60, "forget documents removed a month ago", destroy_removed)
every(60, "gather what changed on the homes of groups", Pulse.gather)
