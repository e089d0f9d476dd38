from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.cases.models import Case
from lampion.groups.models import Group
from lampion.kit.registers import Matter, hang, matters_from
from lampion.letters import counts as counts
from lampion.letters.models import Appeal
from lampion.letters.rules import readable_appeals
from lampion.people.models import Person
from lampion.sections.models import Scope
from lampion.sections.reach import offices_of, opens
from lampion.sections.rules import can_write_cases, works_for

SHOWN = 3


def _office_menu(request: HttpRequest) -> Mapping[str, Any] | None:
    if not opens(request, can_write_cases):
        return None
    return {
        "current": request.path.startswith(
            (reverse("letters:office-letters"), reverse("letters:office-targets"))
        )
    }


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = request.resolver_match
    current = here is not None and here.app_name == "letters"
    return {"url": reverse("letters:group", args=[group.pk]), "current": current}


def _office_case(request: HttpRequest, case: Case) -> Mapping[str, Any]:
    return {"case": case, "appeals": Appeal.objects.told().filter(case=case)}


def _case(request: HttpRequest, case: Case) -> Mapping[str, Any] | None:
    person = request.user if isinstance(request.user, Person) else None
    found = readable_appeals(person, timezone.now()).told().filter(case=case).urgent_first()
    return {"appeals": found} if found else None


def _group_home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any] | None:
    """What is due first, of all that this member may write."""
    person = request.user
    assert isinstance(person, Person)
    sections = {group.section_id for group in groups}
    found = readable_appeals(person, timezone.now()).told().filter(case__section__in=sections)
    shown = list(found.urgent_first()[:SHOWN])
    if not shown:
        return None
    return {"appeals": shown, "group": groups[0] if len(groups) == 1 else None}


def _to_publish(person: Person, on: date) -> Iterable[Matter]:
    """Letters that wait for a second person: not for who wrote them."""
    for office in offices_of(person, on):
        if not works_for(person, office.section, on, Scope.CASES):
            continue
        waiting = Appeal.objects.filter(
            case__section=office.section, published_at=None, withdrawn_at=None
        )
        for appeal in waiting.exclude(proposed_at=None).exclude(by=person):
            yield Matter(
                f"letter-{appeal.pk}",
                _("Letter to publish: %(title)s") % {"title": appeal.title},
                office.address(reverse("letters:office-letter", args=[appeal.pk])),
                timezone.localdate(appeal.proposed_at),
                where=office.where,
            )


hang("office-menu", 32, "letters/office_menu.html", _office_menu)
hang("group-menu", 35, "letters/group_menu.html", _group_menu)
hang("group-home", 17, "letters/home_panel.html", _group_home)
hang("case-office", 30, "letters/office_case_panel.html", _office_case)
hang("case-acts", 30, "letters/case_panel.html", _case)
matters_from(_to_publish, of_groups=False)
