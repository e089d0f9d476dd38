from django.http import Http404
from django.utils import timezone

from lampion.people.requests import MemberRequest
from lampion.sections.models import Section


def staffed_section(request: MemberRequest) -> Section:
    """Return the section in whose secretariat the reader works; for all others there is no such page."""
    section = Section.objects.staffed_by(request.user, timezone.localdate()).first()
    if section is None:
        raise Http404
    return section
