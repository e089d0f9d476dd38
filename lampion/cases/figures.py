"""What was done for cases, added up: for a page, a mail of thanks, and the table that the movement wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lampion.cases.loop import Figure, FigureKind, figure_kinds, figures
from lampion.cases.models import Adoption, Case
from lampion.kit.registers import Text

# How the counts of a piece of good news name the two that no room counts.
GROUPS, MONTHS = "groups", "months"


@dataclass(frozen=True, slots=True)
class Sum:
    """So many of one kind; own: by the group that asks."""

    kind: FigureKind
    count: int
    own: int = 0

    @property
    def words(self) -> Text:
        return self.kind.words(self.count)


@dataclass(frozen=True, slots=True)
class Work:
    """All that was done for a case. groups: that stand or stood by it; months: since it was made public to any."""

    sums: list[Sum]
    groups: int
    months: int
    rows: list[Figure]

    def counts(self) -> dict[str, int]:
        """Return what a piece of good news keeps: kind -> number."""
        found = {one.kind.key: one.count for one in self.sums if one.count}
        return found | {GROUPS: self.groups, MONTHS: self.months}


def work_for(case: Case, on: date, *, group: int | None = None) -> Work:
    """Return what was done for the case; with the share of a group (its key). A fixed number of queries."""
    rows = figures([case.pk])
    kinds = figure_kinds()
    stood = Adoption.objects.filter(case=case).values("group").distinct().count()
    return Work(_sums(kinds, rows, group), stood, _months(case, on), rows)


def _sums(kinds: Iterable[FigureKind], rows: Sequence[Figure], group: int | None) -> list[Sum]:
    found = []
    for kind in kinds:
        mine = [row for row in rows if row.kind == kind.key]
        own = sum(row.count for row in mine if group and row.group == group)
        found.append(Sum(kind, sum(row.count for row in mine), own))
    return found


def _months(case: Case, on: date) -> int:
    """Return the months since its first publication, begun ones counted."""
    first = case.editions.exclude(published_at=None).order_by("published_at").first()
    if first is None or first.published_at is None:
        return 0
    since, closing = timezone.localdate(first.published_at), case.closing()
    until = min(on, timezone.localdate(closing.at)) if closing else on
    return max(1, (until.year - since.year) * 12 + until.month - since.month + 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One month of the chart: how many of each kind, in the order of the kinds."""

    month: date
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def by_month(work: Work) -> list[Column]:
    """Return the months from the first to the last in which something was done, also the empty ones between."""
    months = sorted({row.month.replace(day=1) for row in work.rows})
    if not months:
        return []
    found, month = [], months[0]
    while month <= months[-1]:
        found.append(Column(month, [_in(work.rows, one.kind.key, month) for one in work.sums]))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def _in(rows: Sequence[Figure], kind: str, month: date) -> int:
    return sum(row.count for row in rows if row.kind == kind and row.month.replace(day=1) == month)


def counted(counts: dict[str, int]) -> list[tuple[Text, int]]:
    """Return the words and the numbers of kept counts; of a kind that no room counts any more nothing."""
    found = [(kind, counts.get(kind.key, 0)) for kind in figure_kinds()]
    return [(kind.words(count), count) for kind, count in found if count]


def table(cases: Sequence[Case]) -> list[tuple[Case, FigureKind, date, date, int]]:
    """Return case, kind, first and last month, and how many: a line for each kind that a case has."""
    rows = figures([case.pk for case in cases])
    lines = []
    for case in cases:
        mine = [row for row in rows if row.case == case.pk]
        for kind in figure_kinds():
            these = [row for row in mine if row.kind == kind.key]
            if these:
                months = [row.month for row in these]
                lines.append((case, kind, min(months), max(months), sum(r.count for r in these)))
    return lines
