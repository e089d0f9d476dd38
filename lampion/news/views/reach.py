from django.shortcuts import get_object_or_404
from django.utils import timezone

from lampion.kit.access import require
from lampion.news.models import Mailing
from lampion.news.rules import can_write
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section


def written(request: MemberRequest, pk: int) -> Mailing:
    """Return a mailing that the reader may work on; for all others there is no such page."""
    today = timezone.localdate()
    mailings = Mailing.objects.written_by(request.user, today)
    found = get_object_or_404(
        mailings.select_related("section", "group__section", "theme").distinct(), pk=pk
    )
    require(can_write(request.user, found, today))
    return found


def layout_for(person: Person) -> str:
    """The secretariat writes in its office, a responsable on the pages of members."""
    staffed = Section.objects.staffed_by(person, timezone.localdate()).exists()
    return "kit/office.html" if staffed else "kit/page.html"
