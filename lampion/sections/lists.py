"""Lists that the secretariat brings: each room says how its own is read and written, all are brought the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from lampion.kit.access import Verdict
from lampion.kit.lists import Change, Columns, Faulty, Plan, Progress
from lampion.kit.registers import Text, UnknownName
from lampion.kit.spreadsheets import Table
from lampion.people.models import Person
from lampion.sections.models import ListImport, Section


class Overtaken(Exception):
    """Somebody made the same things between the check and the writing: nothing was applied."""


class Planner(Protocol):
    def __call__(
        self, section: Section, table: Table, *, progress: Progress | None = None
    ) -> Plan[Any]:
        """Say what the table would change. Raises Unreadable for wrong columns."""


class Writer(Protocol):
    def __call__(
        self,
        section: Section,
        plan: Plan[Any],
        *,
        by: Person | None,
        at: datetime,
        progress: Progress | None = None,
    ) -> None:
        """Make what the plan says, in the transaction of the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """How one kind of list is read and written. home: the route of the page where its things are seen.

    title, thing: "Groups", "Group". hints: what whoever makes the spreadsheet must know.
    in_words: says the changes of a line (field -> [before, after]).
    """

    kind: str
    title: Text
    thing: Text
    hints: tuple[Text, ...]
    home: str
    columns: Columns
    rule: Callable[[Person, Section, date], Verdict]
    plan: Planner
    write: Writer
    in_words: Callable[[Mapping[str, Sequence[Any]]], list[Change]]


_importers: dict[str, Importer] = {}


def importer(one: Importer) -> None:
    _importers[one.kind] = one


def importers() -> list[Importer]:
    return list(_importers.values())


def importer_of(kind: str) -> Importer:
    """Raises UnknownName."""
    if kind not in _importers:
        raise UnknownName(f"no list is called {kind!r}")
    return _importers[kind]


def keep(
    section: Section, kind: str, table: Table, file_name: str, *, by: Person, at: datetime
) -> ListImport:
    """Keep what was read until it is applied or left. Raises Unreadable for wrong columns."""
    importer_of(kind).plan(section, table)
    content = {"headers": table.headers, "rows": table.rows}
    return ListImport.objects.create(
        section=section, kind=kind, by=by, at=at, file_name=file_name[:120], content=content
    )


def kept_plan(kept: ListImport) -> Plan[Any]:
    return importer_of(kept.kind).plan(kept.section, _table(kept))


def _table(kept: ListImport) -> Table:
    rows = [(number, cells) for number, cells in kept.content["rows"]]
    return Table(kept.content["headers"], rows)


@transaction.atomic
def apply_kept(kept: ListImport, *, by: Person, at: datetime) -> ListImport:
    """Apply what was kept, once: the second click finds it done. Raises Faulty as `apply` does."""
    locked = ListImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if locked.applied_at is None and locked.content:
        done = apply(locked.section, locked.kind, _table(locked), by=by, at=at)
        locked.finish(done.counts(), at=at)
    return locked


@transaction.atomic
def apply(
    section: Section,
    kind: str,
    table: Table,
    *,
    by: Person | None,
    at: datetime,
    progress: Progress | None = None,
) -> Plan[Any]:
    """Make what the section holds as `table` says: all lines or, raising Faulty or Overtaken, none."""
    Section.objects.select_for_update().get(pk=section.pk)
    one = importer_of(kind)
    checked = one.plan(section, table)
    counts = checked.counts()
    if counts["error"]:
        raise Faulty
    if counts["new"] + counts["changed"]:
        try:
            one.write(section, checked, by=by, at=at, progress=progress)
        except IntegrityError:
            raise Overtaken from None
        section.touch()
    return checked
