from datetime import datetime

from lampion.groups.models import Group
from lampion.kit.registers import every
from lampion.meetings.models import Rhythm


def plan_meetings(at: datetime) -> int:
    """Keep the next meetings of every group with a rhythm planned; a group that sleeps plans nothing."""
    awake = Group.objects.open_to_newcomers()
    rhythms = Rhythm.objects.open().filter(group__in=awake).select_related("group__section")
    return sum(rhythm.plan(at=at) for rhythm in rhythms.order_by("group"))


every(24 * 60, "plan the meetings of the rhythms", plan_meetings)
