"""A section's list of groups, from its spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.groups.locating import Misplaced, locate, served_postcodes, split
from lampion.groups.models import Group, Kind, LifeStage, Revision, ServedPostcode, Stage
from lampion.groups.spreadsheet import COLUMNS, KIND_OF, STAGE_OF
from lampion.journal import models as journal
from lampion.kit import lists
from lampion.kit.lists import Cells, Line, Plan, Progress, carry_out
from lampion.kit.spreadsheets import Table
from lampion.people.models import Person
from lampion.places.gazetteer import Country, Locality
from lampion.sections.models import Section

LONGEST = {"name": 120, "rhythm": 200, "venue": 200, "about": 5000}


@dataclass(slots=True)
class GroupLine(Line):
    group_number: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    place: Locality | None = None
    served: list[str] | None = None
    stage: str = ""


def plan(section: Section, table: Table, *, progress: Progress | None = None) -> Plan[GroupLine]:
    """Say what `table` would change in `section`. Writes nothing. Raises Unreadable for wrong columns."""
    held = _Held(section)

    def read(number: int, said: dict[str, str]) -> GroupLine:
        return _Reader(section.territory, said).line(number)

    return lists.plan(COLUMNS, table, read, held.compare, progress=progress)


class _Reader(Cells):
    def __init__(self, territory: Country, said: dict[str, str]) -> None:
        super().__init__(said)
        self.territory = territory

    def line(self, number: int) -> GroupLine:
        group_number = self.number("number")
        line = GroupLine(number, str(group_number or ""), self.said["name"])
        line.group_number = group_number
        line.values = self._texts()
        if "kind" in self.said:
            line.values["kind"] = self.choice("kind", KIND_OF, Kind.LOCAL)
        if "languages" in self.said:
            line.values["languages"] = self._languages()
        line.place = self._place()
        line.served = self._served() if "served" in self.said else None
        line.stage = self.choice("state", STAGE_OF) if "state" in self.said else ""
        line.hint = str(line.place or "")
        line.faults = self.faults
        return line

    def _texts(self) -> dict[str, Any]:
        texts = {name: self.text(name, most) for name, most in LONGEST.items() if name in self.said}
        if not texts["name"]:
            self.fault("name", _("The name is missing."))
        return texts

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

    def compare(self, line: GroupLine) -> None:
        group = line.held = self.groups.get(line.group_number)
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


def write(
    section: Section,
    plan: Plan[GroupLine],
    *,
    by: Person | None,
    at: datetime,
    progress: Progress | None = None,
) -> None:
    """Found and revise the groups of the plan's lines."""
    carry_out(
        (partial(_found, section, by=by, at=at), plan.having("new")),
        (partial(_revise, section, by=by, at=at), plan.having("changed")),
        progress=progress,
    )


def _found(
    section: Section, lines: Sequence[GroupLine], *, by: Person | None, at: datetime
) -> None:
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


def _revise(
    section: Section, lines: Sequence[GroupLine], *, by: Person | None, at: datetime
) -> None:
    on = timezone.localdate(at)
    groups: list[Group] = []
    for line in lines:
        group: Group | None = line.held
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
        Revision(group=line.held, at=at, by=by, changes=line.changes) for line in lines
    )
    journal.write_many("revised", groups, by=by, at=at)


def _serve(lines: Iterable[GroupLine]) -> None:
    wanted = {line.held: line.changes["served"][1] for line in lines}
    ServedPostcode.objects.filter(group__in=list(wanted)).delete()
    ServedPostcode.objects.bulk_create(
        ServedPostcode(group=group, postcode=postcode)
        for group, postcodes in wanted.items()
        for postcode in postcodes
    )
