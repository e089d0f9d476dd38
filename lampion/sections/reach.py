"""The office shows one section at a time: the one that its reader chose, kept in the session."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import urlencode

from lampion.kit.access import Verdict, require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section
from lampion.sections.rules import know_scopes

Rule = Callable[[Person, Section, date], Verdict]
Thing = TypeVar("Thing", bound=Model)

# In the session: the key of the chosen section. In a link or a form: the code of the section that it is about.
CHOSEN, NAMED = "office-section", "office"


def staffed_sections(request: HttpRequest) -> list[Section]:
    """Return the sections in whose secretariat the reader works."""
    person = request.user
    offices = offices_of(person, timezone.localdate()) if isinstance(person, Person) else []
    return [office.section for office in offices]


def shown_section(request: HttpRequest) -> Section | None:
    """Return the section that the office shows: the chosen one, else the first in which the reader works."""
    sections, chosen = staffed_sections(request), request.session.get(CHOSEN)
    return next((one for one in sections if one.pk == chosen), sections[0] if sections else None)


def opens(request: HttpRequest, rule: Rule) -> bool:
    """Tell whether the reader finds open what asks `rule` in the section that the office shows."""
    section, person = shown_section(request), request.user
    if section is None or not isinstance(person, Person):
        return False
    today = timezone.localdate()
    know_scopes(person, section, today)
    return bool(rule(person, section, today))


def named_section(request: HttpRequest, code: str) -> Section:
    """Return the section with this code in which the reader works; for all others there is no such section."""
    for section in staffed_sections(request):
        if section.code == code:
            return section
    raise Http404


def staffed_section(request: MemberRequest, rule: Rule | None = None) -> Section:
    """Return the section that a page of the office is about; for who works in none there is no such page.

    A link or a form may name it (`office`): what was filled in for one section never lands in another that
    was chosen meanwhile. rule: what the reader must also be allowed to do there, or the answer is 403.
    """
    named = request.POST.get(NAMED) or request.GET.get(NAMED)
    section = named_section(request, named) if named else shown_section(request)
    if section is None:
        raise Http404
    return enter(request, section, rule)


def staffed_thing(
    request: MemberRequest,
    things: QuerySet[Thing],
    rule: Rule | None = None,
    *,
    path: str = "section",
    **wanted: Any,
) -> Thing:
    """Return the one of `things` that is `wanted`, and show its section.

    path: the way from a thing to its section. What belongs to a section in which the reader does not work
    answers like nothing at all.
    """
    sections = {section.pk: section for section in staffed_sections(request)}
    mine = things.filter(**{f"{path}__in": list(sections)})
    found = get_object_or_404(mine, **wanted)
    owner: Any = found
    for step in path.split("__"):
        owner = getattr(owner, step)
    enter(request, sections[owner.pk], rule)
    return found


def enter(request: MemberRequest, section: Section, rule: Rule | None = None) -> Section:
    """Show `section` from now on, if the rule says yes: a page that stays closed chooses nothing."""
    if rule:
        require(rule(request.user, section, timezone.localdate()))
    if len(staffed_sections(request)) > 1 and request.session.get(CHOSEN) != section.pk:
        request.session[CHOSEN] = section.pk
    return section


@dataclass(frozen=True, slots=True)
class Office:
    """A section in whose secretariat somebody works. alone: it is their only one, and need not be named."""

    section: Section
    alone: bool

    @property
    def where(self) -> str:
        return "" if self.alone else self.section.name

    def address(self, page: str) -> str:
        """Return the address of a page of the office about this section, whatever its reader had chosen."""
        if self.alone:
            return page
        return f"{page}{'&' if '?' in page else '?'}{urlencode({NAMED: self.section.code})}"


def offices_of(person: Person, on: date) -> list[Office]:
    """Looked up once for a day and kept with the person, whom each request reads anew."""
    known: dict[date, list[Office]] = vars(person).setdefault("_offices", {})
    if on not in known:
        sections = list(Section.objects.staffed_by(person, on))
        known[on] = [Office(section, len(sections) == 1) for section in sections]
    return known[on]
