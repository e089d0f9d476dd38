from datetime import date

from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models import Enquiry
from lampion.groups.rules import can_receive_newcomers
from lampion.kit.access import Verdict, no
from lampion.people.models import Person
from lampion.sections.rules import can_answer_enquiries

_ENDED = _("This request is closed.")
_ELSEWHERE = _("This request is no longer with your group.")


def can_follow(person: Person, enquiry: Enquiry, on: date) -> Verdict:
    """The secretariat reads, notes and assigns."""
    return can_answer_enquiries(person, enquiry.section, on)


def can_move(person: Person, enquiry: Enquiry, on: date) -> Verdict:
    """The secretariat writes, hands over and closes: as long as the request is open."""
    if not enquiry.is_open():
        return no(_ENDED)
    return can_follow(person, enquiry, on)


def can_receive(person: Person, enquiry: Enquiry) -> Verdict:
    """The responsable of the group that holds the request sees and answers it."""
    group = enquiry.holding_group()
    if group is None:
        return no(_ELSEWHERE)
    return can_receive_newcomers(person, group)


def can_answer(person: Person, enquiry: Enquiry) -> Verdict:
    if not enquiry.is_open():
        return no(_ENDED)
    return can_receive(person, enquiry)
