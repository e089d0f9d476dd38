"""Lists that people bring as a table: read line by line and compared with what is held, before anything changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampion.kit.folding import fold
from lampion.kit.spreadsheets import Table, Unreadable

BATCH = 500
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T][\d:.]*)?\Z", re.ASCII)
_SPOKEN = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})\Z", re.ASCII)
Progress = Callable[[int, int], None]  # lines done, lines in all


class Faulty(Exception):
    """At least one line has a fault: nothing was applied."""


@dataclass(frozen=True, slots=True)
class Fault:
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would be, or was, different, in the reader's words."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """One line of the file, and what it would do. `changes`: field -> [before, after].

    key: two lines with the same one speak of the same thing. held: what is there already, or None.
    aside: why the line is left aside, or nothing.
    """

    number: int
    key: str = ""
    name: str = ""
    hint: str = ""
    faults: list[Fault] = field(default_factory=list)
    held: Any = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    aside: str = ""

    @property
    def title(self) -> str:
        """What the line speaks of, in the reader's words."""
        return " · ".join(filter(None, [self.key, self.name]))

    @property
    def effect(self) -> str:
        if self.faults:
            return "error"
        if self.aside:
            return "aside"
        if self.held is None:
            return "new"
        return "changed" if self.changes else "unchanged"


EFFECTS = ("new", "changed", "unchanged", "aside", "error")
L = TypeVar("L", bound=Line)


@dataclass(slots=True)
class Plan(Generic[L]):
    lines: list[L]
    ignored: list[str]

    def having(self, effect: str) -> list[L]:
        return [line for line in self.lines if line.effect == effect]

    def counts(self) -> dict[str, int]:
        effects = [line.effect for line in self.lines]
        return {name: effects.count(name) for name in EFFECTS}


def by_alias(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return folded alias -> value, of value -> aliases; the value is an alias of itself."""
    return {fold(alias): value for value, names in words.items() for alias in (value, *names)}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a list. spoken: column -> language -> names met in real files, ours first."""

    spoken: Mapping[str, Mapping[str, tuple[str, ...]]]
    required: tuple[str, ...]

    def headers(self, language: str | None = None) -> list[str]:
        """Return the columns' names in `language`, the reader's by default."""
        return [self.name(column, language) for column in self.spoken]

    def name(self, column: str, language: str | None = None) -> str:
        if column not in self.spoken:
            return ""
        names = self.spoken[column]
        return names.get(language or get_language() or "fr", names["en"])[0]

    def find(self, headers: Sequence[str]) -> tuple[dict[str, int], list[str]]:
        """Return where each column stands, and the names that are none. Raises Unreadable."""
        known = by_alias(
            {
                column: [name for names in spoken.values() for name in names]
                for column, spoken in self.spoken.items()
            }
        )
        places: dict[str, int] = {}
        ignored = []
        for at, name in enumerate(headers):
            column = known.get(fold(name))
            if column is None:
                ignored += [name] if name else []
            elif column in places:
                raise Unreadable(_("Two columns have the name “%(name)s”.") % {"name": name})
            else:
                places[column] = at
        if missing := [name for name in self.required if name not in places]:
            wanted = ", ".join(self.name(name) for name in missing)
            raise Unreadable(_("A column is missing: %(columns)s.") % {"columns": wanted})
        return places, ignored


def plan(
    columns: Columns,
    table: Table,
    read: Callable[[int, dict[str, str]], L],
    compare: Callable[[L], None],
    *,
    progress: Progress | None = None,
) -> Plan[L]:
    """Say what `table` would change. Writes nothing. Raises Unreadable for wrong columns.

    read: line number and column -> words, to a line with its faults. compare: adds what is held and changes.
    """
    places, ignored = columns.find(table.headers)
    lines: list[L] = []
    seen: dict[str, int] = {}
    for position, (number, cells) in enumerate(table.rows, start=1):
        said = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        line = read(number, said)
        if any(cells[len(table.headers) :]):
            line.faults.append(Fault("", _("This line has more cells than there are columns.")))
        if line.key and (first := seen.setdefault(line.key, number)) != number:
            message = _("Line %(line)d already says this of %(key)s.")
            line.faults.append(
                Fault(columns.required[0], message % {"line": first, "key": line.title})
            )
        if not line.faults:
            compare(line)
        lines.append(line)
        if progress and position % BATCH == 0:
            progress(position, len(table.rows))
    return Plan(lines, ignored)


def carry_out(
    *works: tuple[Callable[[Sequence[L]], None], Sequence[L]], progress: Progress | None
) -> None:
    """Do each work on its lines, a batch at a time, and say after each batch how far it is."""
    done, total = 0, sum(len(lines) for _work, lines in works)
    for work, lines in works:
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            work(batch)
            done += len(batch)
            if progress:
                progress(done, total)


class Cells:
    """The cells of one line by their column, turned into values; what is wrong is collected in words."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said = said
        self.faults: list[Fault] = []

    def fault(self, column: str, message: str, **values: object) -> None:
        self.faults.append(Fault(column, message % values if values else message))

    def text(self, column: str, longest: int) -> str:
        if len(said := self.said.get(column, "")) > longest:
            self.fault(column, _("This is longer than %(most)d characters."), most=longest)
        return said

    def choice(self, column: str, words: Mapping[str, str], empty: str = "") -> str:
        """words: folded word -> value."""
        said = self.said.get(column, "")
        value = words.get(fold(said), "") if said else empty
        if said and not value:
            self.fault(column, _("“%(said)s” is not known here."), said=said)
        return str(value)

    def number(self, column: str) -> int:
        """Return a whole number from 1, or 0 with a fault."""
        said = self.said.get(column, "")
        if said.isascii() and said.isdigit() and 0 < int(said[:10]) < 2**31:
            return int(said[:10])
        self.fault(column, _("“%(said)s” is not a number."), said=said)
        return 0

    def email(self, column: str) -> str:
        said = self.said.get(column, "")
        try:
            if said:
                validate_email(said)
        except ValidationError:
            self.fault(column, _("“%(said)s” is not an e-mail address."), said=said)
        return said

    def day(self, column: str) -> date | None:
        """Read a day as spreadsheets write it: 2026-12-31, with a time behind it or not, or 31/12/2026."""
        said = self.said.get(column, "")
        with suppress(ValueError):
            if found := _ISO.match(said):
                return date(int(found[1]), int(found[2]), int(found[3]))
            if found := _SPOKEN.match(said):
                return date(int(found[3]), int(found[2]), int(found[1]))
        if said:
            self.fault(column, _("“%(said)s” is not a day, such as 31/12/2026."), said=said)
        return None
