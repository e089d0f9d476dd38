from collections.abc import Callable
from datetime import date

from django.http import Http404
from django.utils import timezone

from lampion.kit.access import Verdict, require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section

Rule = Callable[[Person, Section, date], Verdict]


def staffed_section(request: MemberRequest, rule: Rule | None = None) -> Section:
    """Return the section in whose secretariat the reader works; for all others there is no such page.

    rule: what the reader must also be allowed to do there, or the answer is 403.
    """
    today = timezone.localdate()
    section = Section.objects.staffed_by(request.user, today).first()
    if section is None:
        raise Http404
    if rule:
        require(rule(request.user, section, today))
    return section
