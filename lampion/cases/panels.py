from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.cases import following_panels
from lampion.cases.listing import cards, days_left
from lampion.cases.models import Adoption, Case, Edition, Tier
from lampion.cases.rules import led_by, visible_cases
from lampion.groups.models import Group
from lampion.kit.registers import (
    Matter,
    group_matters_from,
    hang,
    matters_from,
    moments_from,
)
from lampion.people.models import Person
from lampion.places.world import country_name
from lampion.sections.models import Scope, Section, StaffAccess
from lampion.sections.reach import offices_of, opens
from lampion.sections.rules import can_write_cases

# How long before its last day a case stands on the agenda, and waits for who leads the work.
NEAR = timedelta(days=35)


def _office_menu(request: HttpRequest) -> Mapping[str, Any] | None:
    if not opens(request, can_write_cases):
        return None
    match = request.resolver_match
    return {"current": match is not None and match.namespace == "cases"}


def _menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    match = request.resolver_match
    return {"group": group, "current": match is not None and match.namespace == "cases"}


def _home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    """The cases by which the groups stand, those that end soonest first."""
    person, now = request.user, timezone.now()
    assert isinstance(person, Person)
    held = Adoption.objects.open().filter(
        group__in=[group.pk for group in groups],
        case__in=visible_cases(person, now).active(now).values("pk"),
    )
    language, today = get_language() or "fr", timezone.localdate(now)
    rows = []
    for adoption in held.select_related("case__edition", "group"):
        edition = adoption.case.shown_edition
        country = country_name(edition.country, language)
        rows.append((adoption, edition, country, days_left(edition, today)))
    rows.sort(key=lambda row: (row[1].expires_on or date.max, row[1].name))
    return {"cases": rows, "several": len(groups) > 1}


def _embargo_ends(group: int, after: datetime) -> datetime | None:
    """When a case of the group appears by itself."""
    later = Edition.objects.filter(embargo_until__gt=after, case__adoptions__group=group)
    return later.order_by("embargo_until").values_list("embargo_until", flat=True).first()


def _proposed(person: Person) -> models.QuerySet[Edition]:
    """Editions that wait for a second person: not for who wrote them."""
    offices = StaffAccess.objects.open(timezone.localdate())
    mine = offices.filter(person=person, scope=Scope.CASES).values("section")
    waiting = Edition.objects.filter(published_at=None, proposed_at__isnull=False)
    return waiting.filter(case__section__in=mine).exclude(by=person)


def _to_publish(person: Person, on: date) -> Iterable[Matter]:
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    for edition in _proposed(person).select_related("case"):
        yield Matter(
            f"case-{edition.case_id}",
            _("A case to read and publish"),
            reverse("cases:office-publication", args=[edition.case_id]),
            timezone.localdate(edition.proposed_at),
            where=where.get(edition.case.section_id, ""),
        )


def _adopted(groups: Sequence[int]) -> models.QuerySet[Adoption]:
    return Adoption.objects.open().filter(group__in=list(groups))


def _ending(groups: Sequence[int], on: date) -> Iterable[Matter]:
    return _endings(_adopted(groups), on)


def _endings(adoptions: models.QuerySet[Adoption], on: date) -> Iterable[Matter]:
    """Cases whose last day is near, and which are not hidden: in one query.

    Titles name nobody: they travel in mails and agendas that no suspension calls back.
    """
    now = timezone.now()
    cases = Case.objects.shown(now).active(now).exclude(edition__tier=Tier.NAMED)
    cases = cases.filter(edition__expires_on__lte=on + NEAR)
    for adoption in adoptions.filter(case__in=cases.values("pk")).select_related("case__edition"):
        edition = adoption.case.shown_edition
        yield Matter(
            f"case-ends-{adoption.pk}",
            _("A case of the group ends soon"),
            reverse("cases:group-case", args=[adoption.group_id, adoption.case.key]),
            since=adoption.since,
            due_on=edition.expires_on,
            group=adoption.group_id,
        )


def _leading(person: Person, on: date) -> Iterable[Matter]:
    """The same, for who leads the work."""
    return _endings(led_by(person), on)


def _front(request: HttpRequest, section: Section) -> Mapping[str, Any] | None:
    """On the public home: the people for whom something can be done now, the most pressing first."""
    now = timezone.now()
    found = Case.objects.public(now).active(now).filter(section=section).with_edition()
    soonest = found.order_by(F("edition__expires_on").asc(nulls_last=True), "-made_at")
    return {"cards": cards(soonest[:3], now)} if soonest else None


hang("front", 10, "cases/front_panel.html", _front)
hang("office-menu", 26, "cases/office_menu.html", _office_menu)
hang("group-menu", 45, "cases/menu.html", _menu)
hang("group-home", 25, "cases/home_panel.html", _home)
moments_from(_embargo_ends)
matters_from(_to_publish, of_groups=False, when=_proposed)
matters_from(_leading, when=led_by)
group_matters_from(_ending, when=_adopted)
following_panels.hang_all()
