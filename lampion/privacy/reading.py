"""What the rooms hand out about somebody, as the person reads it: in words, without what is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from lampion.kit.formats import local_date, local_datetime
from lampion.kit.registers import Keeper, Text
from lampion.privacy.verbs import VERBS
from lampion.privacy.words import FIELDS, THINGS

# Beside each other they still fit on a phone; what is longer is written below each other.
COLUMNS, SHORT = 4, 60
FEW = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """One value: its name and what is said; where it holds several things, their texts, or their own facts."""

    name: Text
    said: str = ""
    texts: tuple[str, ...] = ()
    parts: tuple[tuple[Fact, ...], ...] = ()

    @property
    def is_short(self) -> bool:
        return 0 < len(self.said) <= SHORT


@dataclass(frozen=True, slots=True)
class Kept:
    """What one keeper holds: `rows` of facts; a table if each row has the same few short ones."""

    keeper: Keeper
    rows: list[tuple[Fact, ...]]

    @property
    def heads(self) -> list[Text]:
        """Return the names of the columns, or nothing if this is no table."""
        names = {tuple(str(fact.name) for fact in row) for row in self.rows}
        short = all(fact.is_short for row in self.rows for fact in row)
        if len(self.rows) < 2 or len(names) > 1 or not short or len(self.rows[0]) > COLUMNS:
            return []
        return [fact.name for fact in self.rows[0]]

    @property
    def is_long(self) -> bool:
        return len(self.rows) > FEW


def read(keeper: Keeper, rows: Iterable[Mapping[str, object]]) -> Kept:
    choices = _choices(keeper)
    read_rows = [_facts(row, choices) for row in rows]
    return Kept(keeper, [row for row in read_rows if row])


def _choices(keeper: Keeper) -> dict[str, dict[object, str]]:
    """Return field -> value -> what the field's own list of choices calls it."""
    fields = [field for model in (keeper.model, *keeper.also) for field in model._meta.local_fields]
    return {field.name: dict(field.flatchoices) for field in fields if field.choices}


def _facts(
    row: Mapping[str, object], choices: Mapping[str, Mapping[object, str]]
) -> tuple[Fact, ...]:
    filled = ((key, value) for key, value in row.items() if value not in (None, "", [], {}))
    return tuple(_fact(key, value, choices) for key, value in filled)


def _fact(key: str, value: object, choices: Mapping[str, Mapping[object, str]]) -> Fact:
    name = FIELDS.get(key, key)
    several = value if isinstance(value, list) else [value]
    parts = tuple(_facts(one, choices) for one in several if isinstance(one, Mapping))
    if parts:
        return Fact(name, parts=parts)
    texts = tuple(_said(key, one, choices) for one in several)
    return Fact(name, texts=texts) if isinstance(value, list) else Fact(name, said=texts[0])


def _said(key: str, value: object, choices: Mapping[str, Mapping[object, str]]) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return local_datetime(value)
        case date():
            return local_date(value)
        case str() if value in choices.get(key, {}):
            return str(choices[key][value])
        case str() if key == "language":
            return str(get_language_info(value)["name_translated"])
        case str() if key == "verb":
            return str(VERBS.get(value, value))
        case str() if key == "subject":
            return _thing(value)
    return str(value)


def _thing(subject: str) -> str:
    """Say "request 31" for enquiries.Enquiry:31; the subject of a letter is its own words."""
    label, colon, number = subject.partition(":")
    return f"{THINGS[label]} {number}" if colon and label in THINGS else subject
