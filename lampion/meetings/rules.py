"""What a person may do with a point of the agenda, and with the minutes."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups.rules import can_announce_meetings, can_lead_decisions, can_take_part
from lampion.kit.access import YES, Verdict, no
from lampion.meetings.models import AgendaPoint, Meeting, Stage
from lampion.people.models import Person


def can_revise_point(person: Person, point: AgendaPoint) -> Verdict:
    group = point.meeting.group
    if can_announce_meetings(person, group):
        return YES
    mine = point.by_id == person.pk and bool(can_take_part(person, group))
    if mine and not point.taken_at:
        return YES
    return no(_("Who prepares the meeting changes its agenda; your own point, until it is taken."))


def can_take_minutes(person: Person, meeting: Meeting, at: datetime) -> Verdict:
    """Anybody of the core, from the day of the meeting on, until the minutes lie before the group."""
    if meeting.cancelled_at or timezone.localdate(at) < timezone.localdate(meeting.starts_at):
        return no(_("Minutes are taken from the day of the meeting on."))
    verdict = can_take_part(person, meeting.group)
    if not verdict:
        return verdict
    if meeting.has_minutes():
        return no(_("These minutes lie before the group: propose other words as an amendment."))
    return YES


def takes_minutes(person: Person, meeting: Meeting) -> bool:
    return meeting.takers.filter(person=person).exists()


def can_write_minutes(person: Person, meeting: Meeting) -> Verdict:
    """Who takes them and is still of the core. Whether they are open yet is asked by each verb, under its lock."""
    verdict = can_take_part(person, meeting.group)
    if verdict and not takes_minutes(person, meeting):
        return no(_("Say first that you take the minutes of this meeting."))
    return verdict


def can_amend(person: Person, meeting: Meeting) -> Verdict:
    """Anybody of the core, while the minutes lie before the group."""
    verdict = can_take_part(person, meeting.group)
    if not verdict or _lies_before_the_group(meeting):
        return verdict
    return no(_("These minutes are not there to be read yet, or the group approved them."))


def can_settle_amendments(person: Person, meeting: Meeting) -> Verdict:
    """Who took the minutes, or prepares the meetings of the group."""
    verdict = can_amend(person, meeting)
    if not verdict or takes_minutes(person, meeting):
        return verdict
    return can_announce_meetings(person, meeting.group)


def can_approve(person: Person, meeting: Meeting) -> Verdict:
    """Who notes the decisions of the group: a responsable, or who takes the minutes of a later meeting."""
    verdict = can_amend(person, meeting)
    if not verdict:
        return verdict
    later = Meeting.objects.standing().filter(group=meeting.group, starts_at__gt=meeting.starts_at)
    if later.filter(takers__person=person).exists():
        return YES
    return can_lead_decisions(person, meeting.group)


def _lies_before_the_group(meeting: Meeting) -> bool:
    reached = set(meeting.stages.values_list("stage", flat=True))
    return Stage.DRAFTED in reached and Stage.APPROVED not in reached
