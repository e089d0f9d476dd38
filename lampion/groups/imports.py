"""A section's list of groups, from its spreadsheet: checked line by line first, then applied whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampion.groups.locating import Misplaced, locate, served_postcodes, split
from lampion.groups.models import (
    Group,
    GroupImport,
    Kind,
    LifeStage,
    Revision,
    ServedPostcode,
    Stage,
)
from lampion.groups.models.group import Change, changes_in_words
from lampion.groups.spreadsheet import COLUMN_OF, COLUMNS, KIND_OF, REQUIRED, STAGE_OF
from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.kit.spreadsheets import Table, Unreadable
from lampion.people.models import Person
from lampion.places.gazetteer import Country, Locality
from lampion.sections.models import Section

BATCH = 500
LONGEST = {"name": 120, "rhythm": 200, "venue": 200, "about": 5000}
Progress = Callable[[int, int], None]  # lines done, lines in all


class Faulty(Exception):
    """At least one line has a fault: nothing was applied."""


@dataclass(frozen=True, slots=True)
class Fault:
    column: str
    message: str


@dataclass(slots=True)
class Line:
    """One line of the file, and what it would do. `changes`: field -> [before, after] in words."""

    number: int
    name: str = ""
    group_number: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    place: Locality | None = None
    served: list[str] | None = None
    stage: str = ""
    faults: list[Fault] = field(default_factory=list)
    group: Group | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def effect(self) -> str:
        if self.faults:
            return "error"
        if self.group is None:
            return "new"
        return "changed" if self.changes else "unchanged"

    def in_words(self) -> list[Fault]:
        """The faults, each with the name of its column in the reader's language."""
        return [Fault(_column_name(one.column), one.message) for one in self.faults]

    def changes_in_words(self) -> list[Change]:
        return changes_in_words(self.changes)


@dataclass(slots=True)
class Plan:
    lines: list[Line]
    ignored: list[str]

    def having(self, effect: str) -> list[Line]:
        return [line for line in self.lines if line.effect == effect]

    def counts(self) -> dict[str, int]:
        effects = [line.effect for line in self.lines]
        return {name: effects.count(name) for name in ("new", "changed", "unchanged", "error")}


def plan(section: Section, table: Table, *, progress: Progress | None = None) -> Plan:
    """Say what `table` would change in `section`. Writes nothing. Raises Unreadable for wrong columns."""
    columns, ignored = _columns(table.headers)
    held = _Held(section)
    lines: list[Line] = []
    seen: dict[int, int] = {}
    for position, (number, cells) in enumerate(table.rows, start=1):
        said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        line = _Reader(section.territory, said).line(number)
        if len(cells) > len(table.headers) and any(cells[len(table.headers) :]):
            line.faults.append(Fault("", _("This line has more cells than there are columns.")))
        if line.group_number and (first := seen.setdefault(line.group_number, number)) != number:
            message = _("Line %(line)d already has the number %(number)d.")
            line.faults.append(
                Fault("number", message % {"line": first, "number": line.group_number})
            )
        if not line.faults:
            held.compare(line)
        lines.append(line)
        if progress and position % BATCH == 0:
            progress(position, len(table.rows))
    return Plan(lines, ignored)


def _columns(names: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    ignored = []
    for at, name in enumerate(names):
        column = COLUMN_OF.get(fold(name))
        if column is None:
            if name:
                ignored.append(name)
        elif column in columns:
            raise Unreadable(_("Two columns have the name “%(name)s”.") % {"name": name})
        else:
            columns[column] = at
    if missing := [name for name in REQUIRED if name not in columns]:
        wanted = ", ".join(_column_name(name) for name in missing)
        raise Unreadable(_("A column is missing: %(columns)s.") % {"columns": wanted})
    return columns, ignored


def _column_name(column: str) -> str:
    if column not in COLUMNS:
        return ""
    spoken = COLUMNS[column]
    return spoken.get(get_language() or "fr", spoken["en"])[0]


class _Reader:
    """Turns the cells of one line into values, and collects what is wrong with them in words."""

    def __init__(self, territory: Country, said: dict[str, str]) -> None:
        self.territory, self.said = territory, said
        self.faults: list[Fault] = []

    def line(self, number: int) -> Line:
        line = Line(number, name=self.said["name"], group_number=self._number())
        line.values = self._texts()
        if "kind" in self.said:
            line.values["kind"] = self._choice("kind", KIND_OF, Kind.LOCAL)
        if "languages" in self.said:
            line.values["languages"] = self._languages()
        line.place = self._place()
        line.served = self._served() if "served" in self.said else None
        line.stage = self._choice("state", STAGE_OF, "") if "state" in self.said else ""
        line.faults = self.faults
        return line

    def fault(self, column: str, message: str, **values: object) -> None:
        self.faults.append(Fault(column, message % values if values else message))

    def _number(self) -> int:
        said = self.said["number"]
        if said.isascii() and said.isdigit() and 0 < int(said[:10]) < 2**31:
            return int(said[:10])
        self.fault("number", _("“%(said)s” is not a number."), said=said)
        return 0

    def _texts(self) -> dict[str, Any]:
        texts = {name: self.said[name] for name in LONGEST if name in self.said}
        if not texts["name"]:
            self.fault("name", _("The name is missing."))
        for name, longest in LONGEST.items():
            if len(texts.get(name, "")) > longest:
                self.fault(name, _("This is longer than %(most)d characters."), most=longest)
        return texts

    def _choice(self, column: str, words: dict[str, str], empty: str) -> str:
        said = self.said[column]
        value = words.get(fold(said), "") if said else empty
        if said and not value:
            self.fault(column, _("“%(said)s” is not known here."), said=said)
        return str(value)

    def _languages(self) -> list[str]:
        codes = [code.casefold() for code in split(self.said["languages"])]
        known = {code for code, _name in settings.LANGUAGES}
        for code in codes:
            if code not in known:
                self.fault("languages", _("“%(said)s” is not known here."), said=code)
        return codes

    def _place(self) -> Locality | None:
        try:
            return locate(self.territory, self.said["postcode"], self.said.get("locality", ""))
        except Misplaced as misplaced:
            self.fault(misplaced.column, misplaced.message)
            return None

    def _served(self) -> list[str]:
        try:
            return served_postcodes(self.territory, self.said["served"])
        except Misplaced as misplaced:
            self.fault(misplaced.column, misplaced.message)
            return []


class _Held:
    """The groups that the section has, read in three queries."""

    def __init__(self, section: Section) -> None:
        groups = Group.objects.filter(section=section)
        self.groups = {group.number: group for group in groups.prefetch_related("served")}
        self.stages = dict(
            LifeStage.objects.filter(group__section=section, until=None).values_list(
                "group", "stage"
            )
        )

    def compare(self, line: Line) -> None:
        group = line.group = self.groups.get(line.group_number)
        if group is None:
            return
        after = dict(line.values)
        if line.place and line.place.key != group.locality_key:
            after |= {"postcode": line.place.postcode, "locality_name": line.place.name}
        for name, value in after.items():
            before = getattr(group, name)
            if before != value:
                line.changes[name] = [before, value]
        if line.served is not None:
            postcode = line.place.postcode if line.place else group.postcode
            wanted, before = sorted({postcode, *line.served}), group.served_postcodes()
            if wanted != before:
                line.changes["served"] = [before, wanted]
        stage = self.stages.get(group.pk, "")
        if line.stage and line.stage != stage:
            line.changes["state"] = [stage, line.stage]


def keep(
    section: Section, table: Table, file_name: str, *, by: Person, at: datetime
) -> GroupImport:
    """Keep what was read until it is applied or left. Raises Unreadable for wrong columns."""
    plan(section, table)
    content = {"headers": table.headers, "rows": table.rows}
    return GroupImport.objects.create(
        section=section, by=by, at=at, file_name=file_name[:120], content=content
    )


def kept_plan(kept: GroupImport) -> Plan:
    return plan(kept.section, _table(kept))


def _table(kept: GroupImport) -> Table:
    rows = [(number, cells) for number, cells in kept.content["rows"]]
    return Table(kept.content["headers"], rows)


@transaction.atomic
def apply_kept(kept: GroupImport, *, by: Person, at: datetime) -> GroupImport:
    """Apply what was kept, once: the second click finds it done. Raises Faulty as `apply` does."""
    locked = GroupImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if locked.applied_at is None:
        done = apply(locked.section, _table(locked), by=by, at=at)
        locked.finish(done.counts(), at=at)
    return locked


@transaction.atomic
def apply(
    section: Section,
    table: Table,
    *,
    by: Person | None,
    at: datetime,
    progress: Progress | None = None,
) -> Plan:
    """Make the section's groups as `table` says: all lines or, raising Faulty, none. Twice is once."""
    Section.objects.select_for_update().get(pk=section.pk)
    checked = plan(section, table)
    if checked.having("error"):
        raise Faulty
    new, changed = checked.having("new"), checked.having("changed")
    done, total = 0, len(new) + len(changed)
    for work, lines in ((_found, new), (_revise, changed)):
        for batch in _batches(lines):
            work(section, batch, by=by, at=at)
            done += len(batch)
            if progress:
                progress(done, total)
    if total:
        section.touch()
    return checked


def _batches(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]


def _found(section: Section, lines: list[Line], *, by: Person | None, at: datetime) -> None:
    groups = []
    for line in lines:
        group = Group(section=section, number=line.group_number, **line.values)
        if line.place:
            group.settle(line.place)
        groups.append(group.derive())
    Group.objects.bulk_create(groups)
    on = timezone.localdate(at)
    LifeStage.objects.bulk_create(
        LifeStage(group=group, stage=line.stage or Stage.ACTIVE, since=on, by=by)
        for group, line in zip(groups, lines, strict=True)
    )
    ServedPostcode.objects.bulk_create(
        ServedPostcode(group=group, postcode=postcode)
        for group, line in zip(groups, lines, strict=True)
        for postcode in {group.postcode, *(line.served or ())}
    )
    journal.write_many("founded", groups, by=by, at=at)


def _revise(section: Section, lines: list[Line], *, by: Person | None, at: datetime) -> None:
    on = timezone.localdate(at)
    groups: list[Group] = []
    for line in lines:
        group = line.group
        if group is None:
            continue
        for name, value in line.values.items():
            setattr(group, name, value)
        if line.place:
            group.settle(line.place)
        groups.append(group.derive())
        if "state" in line.changes:
            LifeStage.enter(group, Stage(line.stage), by=by, on=on)
    # An upsert on the key: every row is there, and bulk_update's CASE takes five times as long.
    Group.objects.bulk_create(
        groups, update_conflicts=True, unique_fields=["id"], update_fields=Group.REVISED
    )
    _serve([line for line in lines if "served" in line.changes])
    Revision.objects.bulk_create(
        Revision(group=line.group, at=at, by=by, changes=line.changes) for line in lines
    )
    journal.write_many("revised", groups, by=by, at=at)


def _serve(lines: Iterable[Line]) -> None:
    wanted = {line.group: line.changes["served"][1] for line in lines if line.group}
    ServedPostcode.objects.filter(group__in=list(wanted)).delete()
    ServedPostcode.objects.bulk_create(
        ServedPostcode(group=group, postcode=postcode)
        for group, postcodes in wanted.items()
        for postcode in postcodes
    )
