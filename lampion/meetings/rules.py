"""What a person may do with a point of the agenda."""

from django.utils.translation import gettext_lazy as _

from lampion.groups.rules import can_announce_meetings, can_take_part
from lampion.kit.access import YES, Verdict, no
from lampion.meetings.models import AgendaPoint
from lampion.people.models import Person


def can_revise_point(person: Person, point: AgendaPoint) -> Verdict:
    group = point.meeting.group
    if can_announce_meetings(person, group):
        return YES
    mine = point.by_id == person.pk and bool(can_take_part(person, group))
    if mine and not point.taken_at:
        return YES
    return no(_("Who prepares the meeting changes its agenda; your own point, until it is taken."))
