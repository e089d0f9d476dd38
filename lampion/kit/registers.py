"""Registers: a lower room declares a place, upper rooms fill it at start-up, nobody looks upstairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

Text = str | Promise


class UnknownName(LookupError):
    """Nobody declared the place that a room tries to fill: a spelling mistake, found at start-up."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page. `context` gets the page's things and returns one mapping for all, or None.

    version: for a piece that is the same for everybody in one language; it is drawn anew when this changes. It
    gets what `context` gets.
    """

    slot: str
    order: int
    template: str
    context: Callable[..., Mapping[str, Any] | None]
    version: Callable[..., object] | None = None


_slots: dict[str, list[Panel]] = {}


def declare_slot(name: str) -> None:
    _slots.setdefault(name, [])


def hang(
    slot: str,
    order: int,
    template: str,
    context: Callable[..., Mapping[str, Any] | None],
    *,
    version: Callable[..., object] | None = None,
) -> None:
    """Hang a panel on `slot`. Raises UnknownName if no lower room declared it."""
    if slot not in _slots:
        raise UnknownName(f"nobody declared the slot {slot!r}")
    _slots[slot].append(Panel(slot, order, template, context, version))
    _slots[slot].sort(key=lambda panel: panel.order)


def panels(slot: str) -> Sequence[Panel]:
    """Return the panels of `slot` in order. Raises UnknownName if no room declared it."""
    if slot not in _slots:
        raise UnknownName(f"nobody declared the slot {slot!r}")
    return _slots[slot]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom personal data is about: a person or none, and every address proven to be theirs."""

    person: Any  # a Person or None: kit knows no room
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a room holds about people in one model, why, for how long, and how to hand out or release it."""

    model: type[models.Model]
    title: Text
    purpose: Text
    basis: Text
    duration: Text
    export: Callable[[Subject], Iterable[Mapping[str, object]]]
    forget: Callable[[Subject], int]
    leaves: Callable[[date], int] | None = None
    kept: Text = ""
    also: tuple[type[models.Model], ...] = ()


keepers: list[Keeper] = []


def keeper(
    model: type[models.Model],
    *,
    title: Text,
    purpose: Text,
    basis: Text,
    duration: Text,
    export: Callable[[Subject], Iterable[Mapping[str, object]]],
    forget: Callable[[Subject], int],
    leaves: Callable[[date], int] | None = None,
    kept: Text = "",
    also: tuple[type[models.Model], ...] = (),
) -> None:
    """Register who answers for `model`. `kept` says what stays after forgetting and why, or is empty.

    also: models of the same room that hang on it and are exported and forgotten with it.
    forget: releases what is about the subject; returns the number of rows touched.
    leaves: removes what has passed its date on the given day; returns the number of rows removed.
    """
    keepers.append(
        Keeper(model, title, purpose, basis, duration, export, forget, leaves, kept, also)
    )


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that wants attention: on the role's home, later on the agenda and in the digest.

    where: said beside it to whoever works in several places, else empty.
    group: the key of the group that it is about, for its agenda; None for what concerns one person alone.
    done_by_mail: makes, at a moment, an address for one mail, at which it can be said done without signing in.
    """

    key: str
    title: Text
    url: str
    since: date
    due_on: date | None = None
    where: Text = ""
    group: int | None = None
    done_by_mail: Callable[[datetime], str] | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """when: rows, for somebody, without which the source has nothing to say; None: it is always asked."""

    tell: Callable[..., Iterable[Matter]]
    of_groups: bool = True
    when: Callable[[Any], models.QuerySet[Any]] | None = None


_matters: list[_Source] = []


def matters_from(
    source: Callable[..., Iterable[Matter]],
    *,
    of_groups: bool = True,
    when: Callable[[Any], models.QuerySet[Any]] | None = None,
) -> None:
    """Register `source(person, on) -> matters`. of_groups: whether some of them are of a group.

    when: `when(person) -> rows`, without any of which the source has nothing to say. Whether there are any is asked of
    all sources in one query, and those that have nothing are not asked again.
    """
    _matters.append(_Source(source, of_groups, when))


def matters(person: models.Model, on: date) -> list[Matter]:
    return _told(_matters, person, on)


def matters_of_group(person: models.Model, group: int, on: date) -> list[Matter]:
    """Return what waits for somebody in one of the groups (its key)."""
    found = _told([source for source in _matters if source.of_groups], person, on)
    return [matter for matter in found if matter.group == group]


def _told(sources: Sequence[_Source], person: models.Model, on: date) -> list[Matter]:
    asked = {
        f"source{place}": source.when(person) for place, source in enumerate(sources) if source.when
    }
    there: Mapping[str, bool] = {}
    if asked:
        known = person._meta.model._default_manager.filter(pk=person.pk)
        there = known.values(**{name: models.Exists(rows) for name, rows in asked.items()}).get()
    speak = [
        source.tell for place, source in enumerate(sources) if there.get(f"source{place}", True)
    ]
    return _in_order(speak, person, on)


def _in_order(sources: Sequence[Callable[..., Iterable[Matter]]], *args: Any) -> list[Matter]:
    found = [matter for source in sources for matter in source(*args)]
    return sorted(found, key=lambda matter: (matter.due_on or date.max, matter.since))


@dataclass(frozen=True, slots=True)
class _GroupSource:
    """when: rows, of some groups, without which the source has nothing to say; None: it is always asked."""

    tell: Callable[..., Iterable[Matter]]
    when: Callable[[Sequence[int]], models.QuerySet[Any]] | None = None


_group_matters: list[_GroupSource] = []


def group_matters_from(
    source: Callable[..., Iterable[Matter]],
    *,
    when: Callable[[Sequence[int]], models.QuerySet[Any]] | None = None,
) -> None:
    """Register `source(groups, on) -> matters` that a group talks about: of groups (keys), in one query.

    when: `when(groups) -> rows`, as for `matters_from`.
    """
    _group_matters.append(_GroupSource(source, when))


def group_matters(groups: Sequence[int], on: date) -> list[Matter]:
    """Return what waits for the groups, each matter with its group, what is due first before."""
    asked = [
        source.when(groups).order_by().annotate(source=models.Value(place)).values_list("source")
        for place, source in enumerate(_group_matters)
        if source.when
    ]
    there = {place for (place,) in asked[0].union(*asked[1:])} if asked else set()
    speak = [
        source.tell
        for place, source in enumerate(_group_matters)
        if source.when is None or place in there
    ]
    return _in_order(speak, groups, on)


_loads: list[Callable[..., Mapping[tuple[int, int], int]]] = []


def load_from(source: Callable[..., Mapping[tuple[int, int], int]]) -> None:
    """Register `source(groups) -> {(group, person): how many things}` that people do there (keys), in one query."""
    _loads.append(source)


def loads(groups: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return how much each person has to do in each of the groups, as the upper rooms count it."""
    found: dict[tuple[int, int], int] = {}
    for source in _loads:
        for key, count in source(groups).items():
            found[key] = found.get(key, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something of a group with a when and a where. `group` is the group's key."""

    key: str
    group: int
    title: Text
    starts_at: datetime
    where: str
    url: str = ""


_dates: list[Callable[..., Iterable[Appointment]]] = []


def dates_from(source: Callable[..., Iterable[Appointment]]) -> None:
    """Register `source(groups, since) -> appointments`: of groups (keys), from an instant on, in one query."""
    _dates.append(source)


def next_dates(groups: Sequence[int], since: datetime) -> dict[int, Appointment]:
    """Return the first appointment of each group that has one, by the group's key."""
    found = [one for source in _dates for one in source(groups, since)]
    found.sort(key=lambda one: one.starts_at, reverse=True)
    return {one.group: one for one in found}


_moments: list[Callable[..., datetime | None]] = []


def moments_from(source: Callable[..., datetime | None]) -> None:
    """Register `source(group, after) -> moment`: the first after an instant at which the home of a group (its key)
    shows something else, though nothing changed in the database. Midnight need not be said.
    """
    _moments.append(source)


def next_moment(group: int, after: datetime) -> datetime | None:
    found = [source(group, after) for source in _moments]
    return min((moment for moment in found if moment is not None), default=None)


_assurance: list[Callable[..., date | None]] = []


def assurance_from(source: Callable[..., date | None]) -> None:
    """Register `source(person, on) -> last day without a second factor, or None` for who need not have one."""
    _assurance.append(source)


def second_factor_due(person: models.Model, on: date) -> date | None:
    """Return the last day on which the person may do without a second factor; None: they need none."""
    found = [source(person, on) for source in _assurance]
    return min((day for day in found if day is not None), default=None)


_witnesses: list[Callable[..., object]] = []


def witness(note: Callable[..., object]) -> None:
    """Register `note(verb, subject, by=, at=, details=)`, which keeps what rooms below the journal do."""
    _witnesses.append(note)


def attest(
    verb: str,
    subject: models.Model,
    *,
    by: models.Model | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Tell the witnesses of a deed, in its transaction. details: plain values that identify nobody."""
    for note in _witnesses:
        note(verb, subject, by=by, at=at, details=details)


_takers: list[Callable[..., bool]] = []


def incoming(taker: Callable[..., bool]) -> None:
    """Register `taker(letter, at) -> whether it took the letter` for mail that comes in."""
    _takers.append(taker)


def takers() -> Sequence[Callable[..., bool]]:
    return _takers


_returns: list[Callable[..., None]] = []


def returned_mail(taker: Callable[..., None]) -> None:
    """Register `taker(key, status, at)` for mail that a server refused for good, or sent back.

    key: the one the mail was queued with. status: an enhanced code such as "5.1.1" (RFC 3463).
    """
    _returns.append(taker)


def tell_returned(key: str, status: str, at: datetime) -> None:
    for taker in _returns:
        taker(key, status, at)


@dataclass(frozen=True, slots=True)
class DemoChapter:
    order: int
    tell: Callable[[Any], None]


_demo: list[DemoChapter] = []


def demo(order: int, tell: Callable[[Any], None]) -> None:
    """Register what a room adds to the demo; chapters run in ascending order with one Story object."""
    _demo.append(DemoChapter(order, tell))


def demo_chapters() -> list[DemoChapter]:
    return sorted(_demo, key=lambda chapter: chapter.order)


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic deed: `run(now)` is idempotent; `minutes` between two runs."""

    name: str
    minutes: int
    run: Callable[..., object] = field(compare=False)


_jobs: dict[str, Job] = {}


def every(minutes: int, name: str, run: Callable[..., object]) -> None:
    _jobs[name] = Job(name, minutes, run)


def periodic_jobs() -> list[Job]:
    return sorted(_jobs.values(), key=lambda job: job.name)
