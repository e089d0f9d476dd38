from django.shortcuts import get_object_or_404
from django.utils import timezone

from lampion.enquiries import rules
from lampion.enquiries.models import Enquiry
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


def office_enquiry(request: MemberRequest, pk: int) -> Enquiry:
    """Return a request of the reader's section; for all others there is no such page."""
    enquiries = Enquiry.objects.in_office_of(request.user, timezone.localdate())
    return get_object_or_404(enquiries.select_related("section", "group").distinct(), pk=pk)


def movable_enquiry(request: MemberRequest, pk: int) -> Enquiry:
    """As `office_enquiry`, and the reader may act on it: otherwise 403."""
    found = office_enquiry(request, pk)
    require(rules.can_move(request.user, found, timezone.localdate()))
    return found
