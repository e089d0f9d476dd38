"""The section's list of its members, from its own register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from lampion.journal import models as journal
from lampion.kit import lists
from lampion.kit.formats import local_date
from lampion.kit.lists import Cells, Change, Columns, Line, Plan, Progress, carry_out
from lampion.kit.spreadsheets import Table
from lampion.people.models import ErasureMark, Person, normalise_email
from lampion.people.models.erasure import address_mark
from lampion.sections.models import Section, SectionMember
from lampion.sections.models.member import number_mark

COLUMNS = Columns(
    {
        "number": {"en": ("number", "member number", "no"), "fr": ("numéro", "numéro de membre", "n°", "matricule"), "nl": ("nummer", "lidnummer"), "de": ("Nummer", "Mitgliedsnummer")},
        "first_name": {"en": ("first name", "first_name"), "fr": ("prénom",), "nl": ("voornaam",), "de": ("Vorname",)},
        "last_name": {"en": ("last name", "last_name", "surname"), "fr": ("nom", "nom de famille"), "nl": ("naam", "achternaam"), "de": ("Nachname", "Name")},
        "email": {"en": ("email", "e-mail"), "fr": ("courriel", "adresse e-mail", "mail"), "nl": ("e-mailadres",), "de": ("E-Mail-Adresse",)},
        "phone": {"en": ("phone",), "fr": ("téléphone", "gsm"), "nl": ("telefoon",), "de": ("Telefon",)},
        "locality": {"en": ("locality", "town"), "fr": ("localité", "commune", "ville"), "nl": ("plaats", "gemeente"), "de": ("Ort", "Gemeinde")},
        "valid_until": {"en": ("valid until", "valid_until"), "fr": ("valable jusqu’au", "échéance", "fin de validité"), "nl": ("geldig tot",), "de": ("gültig bis",)},
    },
    required=("number",),
)  # fmt: skip
LONGEST = {"first_name": 80, "last_name": 80, "phone": 30, "locality": 80}


@dataclass(slots=True)
class MemberLine(Line):
    values: dict[str, Any] = field(default_factory=dict)


def plan(section: Section, table: Table, *, progress: Progress | None = None) -> Plan[MemberLine]:
    """Say what `table` would change in the register. Writes nothing. Raises Unreadable for wrong columns."""
    held = {member.number: member for member in SectionMember.objects.filter(section=section)}
    stay_out = Erased(section)

    def compare(line: MemberLine) -> None:
        line.held = held.get(line.key)
        if stay_out.has(number=line.key, email=line.values.get("email", "")):
            line.aside = _("This person asked to be erased and is not brought back.")
        elif line.held:
            for name, value in line.values.items():
                before = getattr(line.held, name)
                if before != value:
                    line.changes[name] = [before, value]

    return lists.plan(COLUMNS, table, _read, compare, progress=progress)


class Erased:
    """Who asked to be erased, and did not come back by themselves since."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.marks = ErasureMark.all_digests()
        known = Person.objects.filter(is_active=True).exclude(email=None) if self.marks else None
        self.known = set(known.values_list("email", flat=True)) if known else set()

    def has(self, *, email: str, number: str = "") -> bool:
        if not self.marks or email in self.known:
            return False
        said = [address_mark(email)] if email else []
        said += [number_mark(self.section, number)] if number else []
        return any(ErasureMark.digest_of(one) in self.marks for one in said)


def _read(number: int, said: dict[str, str]) -> MemberLine:
    cells = Cells(said)
    line = MemberLine(number, key=cells.text("number", 20))
    if not line.key:
        cells.fault("number", _("The number is missing."))
    for name in SectionMember.FIELDS:
        if name not in said:
            continue
        if name == "valid_until":
            line.values[name] = cells.day(name)
        elif name == "email":
            line.values[name] = normalise_email(cells.email(name))
        else:
            line.values[name] = cells.text(name, LONGEST[name])
    line.name = f"{said.get('first_name', '')} {said.get('last_name', '')}".strip()
    line.hint = said.get("locality", "")
    line.faults = cells.faults
    return line


def write(
    section: Section,
    plan: Plan[MemberLine],
    *,
    by: Person | None,
    at: datetime,
    progress: Progress | None = None,
) -> None:
    """Add and change the members of the plan's lines. Nobody leaves the register by an import."""
    carry_out(
        (partial(_add, section, by=by, at=at), plan.having("new")),
        (partial(_change, section, by=by, at=at), plan.having("changed")),
        progress=progress,
    )


def _add(section: Section, batch: Sequence[MemberLine], *, by: Person | None, at: datetime) -> None:
    members = [
        SectionMember(section=section, number=line.key, **line.values).derive() for line in batch
    ]
    SectionMember.objects.bulk_create(members)
    journal.write_many("became member", members, by=by, at=at)


def _change(
    section: Section, batch: Sequence[MemberLine], *, by: Person | None, at: datetime
) -> None:
    members: list[SectionMember] = []
    for line in batch:
        for name, value in line.values.items():
            setattr(line.held, name, value)
        members.append(line.held.derive())
    # An upsert on the key: every row is there, and bulk_update's CASE takes five times as long.
    SectionMember.objects.bulk_create(
        members,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*SectionMember.FIELDS, *SectionMember.DERIVED],
    )
    journal.write_many("changed member", members, by=by, at=at)


def in_words(changes: Mapping[str, Sequence[Any]]) -> list[Change]:
    return [
        Change(COLUMNS.name(name), _said(before), _said(after))
        for name, (before, after) in changes.items()
    ]


def _said(value: Any) -> str:
    return (local_date(value) if isinstance(value, date) else str(value or "")) or "–"


def rows(members: Iterable[SectionMember]) -> Iterator[list[object]]:
    """Write members in the order of COLUMNS."""
    for member in members:
        until = member.valid_until.isoformat() if member.valid_until else ""
        said = [getattr(member, name) for name in SectionMember.FIELDS[:-1]]
        yield [member.number, *said, until]
