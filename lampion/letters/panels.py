from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, Min, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.cases.models import Case
from lampion.cases.rules import read_together, visible_cases
from lampion.events.models import Event
from lampion.groups.models import Group, Power
from lampion.kit.registers import Matter, hang, matters_from
from lampion.letters import audience as audience
from lampion.letters import counts as counts
from lampion.letters.models import Appeal, Occasion, Parcel, Reply, Round, Sent, Writer
from lampion.letters.rules import readable_appeals
from lampion.people.models import Person
from lampion.sections.models import Scope, Section, StaffAccess
from lampion.sections.reach import offices_of

SHOWN, SOON = 3, timedelta(days=7)


def _cases_office(request: HttpRequest) -> Mapping[str, Any]:
    """Beside the cases of the secretariat, whose rule its page has asked."""
    return {}


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = request.resolver_match
    current = here is not None and here.app_name == "letters"
    return {"url": reverse("letters:group", args=[group.pk]), "current": current}


def _office_case(request: HttpRequest, case: Case) -> Mapping[str, Any]:
    return {"case": case, "appeals": Appeal.objects.told().filter(case=case)}


def _case(request: HttpRequest, case: Case, group: Group | None = None) -> Mapping[str, Any] | None:
    """group: for whom what is done there counts."""
    person = request.user if isinstance(request.user, Person) else None
    found = readable_appeals(person, timezone.now()).told().filter(case=case).urgent_first()
    return {"appeals": found, "group": group} if found else None


def _group_home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any] | None:
    """What is due first, of what this member may write and these groups read: not what another group adopted."""
    person = request.user
    assert isinstance(person, Person)
    sections = {group.section_id for group in groups}
    now = timezone.now()
    together = read_together(groups, now).filter(section__in=sections)
    found = readable_appeals(person, now).filter(case__in=together.values("pk"))
    shown = list(found.select_related("case__edition").urgent_first()[:SHOWN])
    if not shown:
        return None
    return {"appeals": shown, "group": groups[0] if len(groups) == 1 else None}


def _front(request: HttpRequest, section: Section) -> Mapping[str, Any] | None:
    """On the public home: urgent actions, then the letters of the month; all of it changes by days and versions."""
    asked = Appeal.objects.public(timezone.now()).filter(case__section=section)
    found = asked.exclude(occasion=Occasion.STANDING).told().urgent_first()[:SHOWN]
    return {"appeals": found} if found else None


def _offices(person: Person, on: date) -> models.QuerySet[StaffAccess]:
    """Where somebody writes cases for the secretariat: their sections, asked within each question."""
    return StaffAccess.objects.open(on).filter(person=person, scope=Scope.CASES)


def _at(person: Person, on: date, section: int, page: str) -> tuple[str, str]:
    """Return the address of a page of the office about the section (its key), and where that is."""
    for office in offices_of(person, on):
        if office.section.pk == section:
            return office.address(page), office.where
    return page, ""


def _proposed(person: Person) -> models.QuerySet[Appeal]:
    mine = _offices(person, timezone.localdate()).values("section")
    waiting = Appeal.objects.filter(case__section__in=mine, published_at=None, withdrawn_at=None)
    return waiting.exclude(proposed_at=None).exclude(by=person)


def _to_publish(person: Person, on: date) -> Iterable[Matter]:
    """Letters that wait for a second person: not for who wrote them. No title: a mail that says this cannot be held."""
    for appeal in _proposed(person).select_related("case"):
        page = reverse("letters:office-letter", args=[appeal.pk])
        url, where = _at(person, on, appeal.case.section_id, page)
        yield Matter(
            f"letter-{appeal.pk}",
            _("Letter to publish"),
            url,
            timezone.localdate(appeal.proposed_at),
            where=where,
        )


def _event(request: HttpRequest, event: Event) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    cases = visible_cases(person, timezone.now())
    return {"event": event, "figures": counts.by_case(Sent.objects.filter(event=event), cases)}


def _networks(person: Person) -> models.QuerySet[Writer]:
    """Networks that somebody leads: without any, no letters wait for them."""
    return Writer.objects.filter(group__in=_leading(person).values("pk"))


def _leading(person: Person) -> models.QuerySet[Group]:
    return Group.objects.where_opens(person, Power.NEWS)


def _month(person: Person, on: date) -> Iterable[Matter]:
    """For who leads letters: those of the month have not left, and a network waits; in three queries."""
    groups = _leading(person)
    first = on.replace(day=1)
    left = Round.objects.filter(group=OuterRef("pk"), sent_at__gte=_midnight(first))
    waits = Writer.objects.reachable(on).filter(group=OuterRef("pk"))
    found = groups.filter(~Exists(left), Exists(waits)).select_related("section")
    waiting = list(found)
    if not waiting:
        return
    now = timezone.now()
    open_sections = set(
        Appeal.objects.public(now)
        .filter(case__section__in={group.section_id for group in waiting})
        .values_list("case__section", flat=True)
    )
    for group in waiting:
        if group.section_id in open_sections:
            yield Matter(
                f"letters-{group.pk}-{first}",
                _("Send the letters of the month"),
                reverse("letters:group", args=[group.pk]),
                first,
                where=group.name,
                group=group.pk,
            )


def _ending(person: Person, on: date) -> Iterable[Matter]:
    """For who leads letters: one that was sent to the network ends within the week. Without its title, as above."""
    now = timezone.now()
    rounds = Round.objects.filter(group__in=_leading(person), sent_at__gte=now - timedelta(days=62))
    ending = Appeal.objects.public(now).filter(ends_on__lte=on + SOON)
    for round_ in rounds.filter(appeals__in=ending).distinct().select_related("group"):
        for appeal in round_.appeals.filter(pk__in=ending):
            yield Matter(
                f"letter-ends-{round_.pk}-{appeal.pk}",
                _("Last days to send a letter"),
                reverse("letters:round", args=[round_.pk]),
                timezone.localdate(round_.sent_at),
                due_on=appeal.ends_on,
                where=round_.group.name,
                group=round_.group_id,
            )


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def _unsettled(person: Person) -> models.QuerySet[Group]:
    """Groups of which answers or parcels wait for the secretariat."""
    mine = _offices(person, timezone.localdate()).values("section")
    replies = Reply.objects.filter(seen_at=None, group=OuterRef("pk"))
    parcels = Parcel.objects.filter(settled_at=None, counted_at__isnull=False, group=OuterRef("pk"))
    return Group.objects.filter(Exists(replies) | Exists(parcels), section__in=mine)


def _arrivals(person: Person, on: date) -> Iterable[Matter]:
    """For the secretariat: answers to read, and parcels whose numbers differ, a line for each section."""
    mine = {"group__section__in": _offices(person, on).values("section")}
    replies = Reply.objects.filter(seen_at=None, **mine)
    parcels = Parcel.objects.filter(settled_at=None, counted_at__isnull=False, **mine)
    for title, page, rows in (
        (_("Answers to letters, to read"), "letters:office-replies", replies),
        (_("Parcels whose numbers differ"), "letters:office-parcels", parcels),
    ):
        oldest = rows.order_by().values("group__section").annotate(first=Min("at"))
        for row in oldest:
            url, where = _at(person, on, row["group__section"], reverse(page))
            key = f"{page}-{row['group__section']}"
            yield Matter(key, title, url, timezone.localdate(row["first"]), where=where)


hang("cases-office", 15, "letters/cases_office.html", _cases_office)
hang("front-acts", 20, "letters/front_panel.html", _front)
hang("group-menu", 35, "letters/group_menu.html", _group_menu)
hang("group-home", 17, "letters/home_panel.html", _group_home)
hang("case-office", 30, "letters/office_case_panel.html", _office_case)
hang("event-page", 20, "letters/event_panel.html", _event)
hang("case-acts", 30, "letters/case_panel.html", _case)
matters_from(_to_publish, of_groups=False, when=_proposed)
matters_from(_month, when=_networks)
matters_from(_ending, when=_networks)
matters_from(_arrivals, of_groups=False, when=_unsettled)
