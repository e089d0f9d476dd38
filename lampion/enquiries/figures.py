"""How soon newcomers are answered: by month and by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import TypeVar

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from lampion.enquiries.models import Enquiry, Handover, Stage
from lampion.sections.models import Section

MONTHS = 12
# From these steps on a person has written, called or met; the acknowledgement by the machine is no answer.
ANSWERED = (Stage.CONTACTED, Stage.MET, Stage.ANSWERED, Stage.JOINED)
NOT_COUNTED = (Stage.SPAM, Stage.WITHDRAWN, Stage.MERGED)
Key = TypeVar("Key", date, int)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. days: until the first human answer, or None; in_time: None while the promised day runs."""

    month: date
    group: int | None
    days: float | None
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Figures:
    """received, answered, in_time, late: requests. days: median until the first human answer, or None."""

    received: int
    answered: int
    in_time: int
    late: int
    days: float | None

    @property
    def share(self) -> int | None:
        """Per cent of those whose day has come that were answered in time."""
        due = self.in_time + self.late
        return round(100 * self.in_time / due) if due else None


def asked(section: Section, *, on: date) -> list[Asked]:
    """Return the requests of this month and the eleven before it, in two queries."""
    first = months(on)[0]
    since = timezone.make_aware(datetime.combine(first, time.min))
    groups = dict(
        Handover.objects.filter(enquiry__section=section, enquiry__received_at__gte=since)
        .order_by("since")
        .values_list("enquiry", "group")
    )
    rows = _answers(Enquiry.objects.filter(section=section, received_at__gte=since))
    return [
        _asked(received, due, groups.get(pk) or wanted, answer, on=on)
        for pk, received, due, wanted, answer in rows
    ]


def _answers(
    enquiries: QuerySet[Enquiry],
) -> Iterable[tuple[int, datetime, date, int | None, datetime | None]]:
    meant = enquiries.exclude(Q(steps__until=None, steps__stage__in=NOT_COUNTED))
    counted = meant.order_by().annotate(
        answer=Min("steps__at", filter=Q(steps__stage__in=ANSWERED)), letter=Min("letters__at")
    )
    for pk, received, due, wanted, answer, letter in counted.values_list(
        "pk", "received_at", "due_on", "group", "answer", "letter"
    ):
        yield pk, received, due, wanted, min((at for at in (answer, letter) if at), default=None)


def _asked(
    received: datetime, due: date, group: int | None, answer: datetime | None, *, on: date
) -> Asked:
    month = timezone.localdate(received).replace(day=1)
    if answer is None:
        return Asked(month, group, None, False if due < on else None)
    days = (answer - received) / timedelta(days=1)
    return Asked(month, group, days, timezone.localdate(answer) <= due)


def months(on: date) -> list[date]:
    """Return the first days of the twelve months that end with that of `on`."""
    count = on.year * 12 + on.month - 1
    return [_first_of(count - back) for back in range(MONTHS - 1, -1, -1)]


def _first_of(count: int) -> date:
    """count: months since the year 0."""
    return date(count // 12, count % 12 + 1, 1)


def figures(rows: Iterable[Asked]) -> Figures:
    rows = list(rows)
    days = [row.days for row in rows if row.days is not None]
    return Figures(
        len(rows),
        len(days),
        sum(row.in_time is True for row in rows),
        sum(row.in_time is False for row in rows),
        median(days) if days else None,
    )


def by(rows: Iterable[Asked], key: Callable[[Asked], Key | None]) -> dict[Key, Figures]:
    """Return the figures of each month or group; rows without one are left out."""
    sorted_out: dict[Key, list[Asked]] = defaultdict(list)
    for row in rows:
        found = key(row)
        if found is not None:
            sorted_out[found].append(row)
    return {found: figures(mine) for found, mine in sorted_out.items()}
