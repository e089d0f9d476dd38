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

    rule: what the reader must also be allowed to do there, or the answer is 403; of several sections the first where it says yes.
    """
    today = timezone.localdate()
    sections = list(Section.objects.staffed_by(request.user, today))
    if not sections:
        raise Http404
    if rule is None:
        return sections[0]
    verdicts = [(section, rule(request.user, section, today)) for section in sections]
    for section, verdict in verdicts:
        if verdict:
            return section
    require(verdicts[0][1])
    raise Http404
