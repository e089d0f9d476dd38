"""Petitions side by side: the shelves of the secretariat, the share of each group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.petitions.models import Petition, Share
from lampion.petitions.reach import whole
from lampion.petitions.showing import Number, last_counted, query_of, short_url
from lampion.sections.models import Section

MOST_ENDED = 50
MOST_STANDS = 12


@dataclass(frozen=True, slots=True)
class OfficeRow:
    petition: Petition
    title: str
    number: int
    case: str


def office_rows(section: Section, at: datetime) -> list[tuple[str | Promise, list[OfficeRow]]]:
    """Return the petitions of a section on their shelves: what waits first, what is over last."""
    held = list(whole(Petition.objects.filter(section=section)))
    drafts = [one for one in held if not one.published_at]
    ended = [one for one in held if one.published_at and (one.closed_at or one.closes_at <= at)]
    signable = set(
        Petition.objects.signable(at).filter(section=section).values_list("pk", flat=True)
    )
    rest = [one for one in held if one.published_at and one not in ended]
    shelves: tuple[tuple[str | Promise, Iterable[Petition]], ...] = (
        (_("Waits for a second person"), [one for one in drafts if one.proposed_at]),
        (_("Being written"), [one for one in drafts if not one.proposed_at]),
        (_("Open"), [one for one in rest if one.pk in signable]),
        (_("Published, not open now"), [one for one in rest if one.pk not in signable]),
        (_("Closed"), ended[:MOST_ENDED]),
    )
    return [(title, [_row(one) for one in found]) for title, found in shelves if found]


def _row(petition: Petition) -> OfficeRow:
    edition = petition.case.edition
    number = petition.tally.number if petition.published_at else 0
    return OfficeRow(petition, petition.words().title, number, edition.name if edition else "")


def group_rows(petition: Petition) -> list[tuple[str, int]]:
    """Return what each group brought, most first; what no group brought last, with an empty name."""
    shares = Share.objects.filter(petition=petition).order_by().values_list("group__name")
    found = [(name or "", number) for name, number in shares.annotate(sum=Sum("number"))]
    return sorted(found, key=lambda row: (not row[0], -row[1], row[0]))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """mine: what the group brought. stands: each with what it brought and the address for it."""

    petition: Petition
    title: str
    number: Number
    mine: int
    link: str
    query: str
    stands: list[tuple[Event, int, str, str]]
    open: bool = False


def petitions_of_group(group: Group, at: datetime) -> list[GroupRow]:
    """Return the petitions that may be signed, and those to which the group brought something."""
    shares = Share.objects.filter(group=group)
    brought = shares.values("petition")
    signable = set(
        Petition.objects.signable(at).filter(section=group.section_id).values_list("pk", flat=True)
    )
    wanted = Q(pk__in=signable) | Q(pk__in=brought)
    found = whole(Petition.objects.public(at)).filter(wanted, section=group.section)
    sums = {
        (petition, event): number
        for petition, event, number in shares.order_by()
        .values_list("petition", "event")
        .annotate(sum=Sum("number"))
    }
    since = timezone.localdate(at).replace(day=1)
    events = list(Event.objects.there().filter(group=group, day__gte=since)[:MOST_STANDS])
    rows = [_group_row(one, group, events, sums) for one in found[:MOST_ENDED]]
    return [replace(row, open=row.petition.pk in signable) for row in rows]


def _group_row(
    petition: Petition, group: Group, events: list[Event], sums: dict[tuple[int, int | None], int]
) -> GroupRow:  # fmt: skip
    query = query_of(group)
    stands = []
    for event in events:
        own = query_of(group, event)
        stands.append((event, sums.get((petition.pk, event.pk), 0), short_url(petition, own), own))
    mine = sum(number for (key, _event), number in sums.items() if key == petition.pk)
    return GroupRow(
        petition=petition,
        title=petition.words().title,
        number=last_counted(petition),
        mine=mine,
        link=short_url(petition, query),
        query=query,
        stands=stands,
    )
