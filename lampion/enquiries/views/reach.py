from django.utils import timezone

from lampion.enquiries import rules
from lampion.enquiries.models import Enquiry
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_answer_enquiries


def office_enquiry(request: MemberRequest, pk: int) -> Enquiry:
    """Return a request of a section in which the reader answers; for who works elsewhere there is no such page."""
    enquiries = Enquiry.objects.select_related("section", "group")
    return staffed_thing(request, enquiries, can_answer_enquiries, pk=pk)


def movable_enquiry(request: MemberRequest, pk: int) -> Enquiry:
    """As `office_enquiry`, and the reader may act on it: otherwise 403."""
    found = office_enquiry(request, pk)
    require(rules.can_move(request.user, found, timezone.localdate()))
    return found
