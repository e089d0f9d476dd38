from datetime import datetime

from django.utils import timezone

from lampion.kit.registers import every
from lampion.sections.membership import let_ended_members_go, remind_of_the_end
from lampion.sections.models import ListImport


def _let_go(at: datetime) -> None:
    let_ended_members_go(timezone.localdate(at))


every(24 * 60, "empty lists left for a week", ListImport.sweep)
every(6 * 60, "remind members before their membership ends", remind_of_the_end)
every(24 * 60, "let members go whose membership ended long ago", _let_go)
