"""The members of the groups and their mandates, from the section's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.groups.models import (
    Circle,
    Function,
    Group,
    Holding,
    LifeStage,
    Mandate,
    Membership,
    Stage,
)
from lampion.groups.models.mandate import latest_end
from lampion.journal import models as journal
from lampion.kit import lists
from lampion.kit.lists import Cells, Change, Columns, Line, Plan, Progress, by_alias, carry_out
from lampion.kit.spreadsheets import Table
from lampion.people.models import Person, normalise_email
from lampion.sections.member_list import Erased
from lampion.sections.models import Section, SectionMember

COLUMNS = Columns(
    {
        "group_number": {"en": ("group number", "group_number", "group"), "fr": ("numéro de groupe", "groupe", "n° de groupe"), "nl": ("groepsnummer", "groep"), "de": ("Gruppennummer", "Gruppe")},
        "email": {"en": ("email", "e-mail"), "fr": ("courriel", "adresse e-mail", "mail"), "nl": ("e-mailadres",), "de": ("E-Mail-Adresse",)},
        "circle": {"en": ("circle",), "fr": ("cercle",), "nl": ("kring",), "de": ("Kreis",)},
        "mandate": {"en": ("mandate", "function"), "fr": ("mandat", "fonction"), "nl": ("mandaat", "functie"), "de": ("Mandat", "Funktion")},
        "since": {"en": ("since",), "fr": ("depuis", "depuis le"), "nl": ("sinds",), "de": ("seit",)},
    },
    required=("group_number", "email"),
)  # fmt: skip
CIRCLE_OF = by_alias(
    {
        Circle.CORE: ("noyau", "kern"),
        Circle.NETWORK: ("réseau", "netwerk", "Netzwerk"),
        Circle.OCCASIONAL: ("occasionnel", "occasionnelle", "occasioneel", "gelegentlich"),
    }
)
FUNCTION_OF = by_alias(
    {
        Function.COORDINATOR: ("responsable", "verantwoordelijke", "verantwortlich", "verantwortliche Person"),
        Function.TREASURER: ("trésorier", "trésorière", "penningmeester", "Kassenwart", "Kassenwartin"),
    }
)  # fmt: skip


@dataclass(slots=True)
class MandateLine(Line):
    group: Group | None = None
    email: str = ""
    circle: str = ""
    function: str = ""
    since: date | None = None

    @property
    def title(self) -> str:
        return self.name

    def words(self) -> str:
        """Say where, in which circle and with which mandate; nothing said is the core, without one."""
        assert self.group is not None
        said = [self.group.name, str(Circle(self.circle or Circle.CORE).label)]
        return ", ".join([*said, str(Function(self.function).label)] if self.function else said)


def plan(section: Section, table: Table, *, progress: Progress | None = None) -> Plan[MandateLine]:
    """Say what `table` would change. Writes nothing. Raises Unreadable for wrong columns."""
    held = _Held(section)
    return lists.plan(COLUMNS, table, held.read, held.compare, progress=progress)


class _Held:
    """Who belongs to the section's groups and what they do there, read in five queries."""

    def __init__(self, section: Section) -> None:
        self.groups = {group.number: group for group in Group.objects.of(section)}
        closed = LifeStage.objects.filter(until=None, stage=Stage.CLOSED, group__section=section)
        self.closed = set(closed.values_list("group", flat=True))
        active = Membership.objects.active().filter(group__section=section)
        self.memberships = {
            (one.group_id, one.person.email): one for one in active.select_related("person")
        }
        self.mandates = set(
            Mandate.objects.open()
            .filter(group__section=section)
            .values_list("group", "person__email", "function")
        )
        shared = Holding.objects.open().filter(group__section=section)
        self.doing = {(group, email) for group, email, _function in self.mandates}
        self.doing |= set(shared.values_list("group", "person__email"))
        self.erased = Erased(section)
        self.circles: dict[tuple[int, str], tuple[int, str]] = {}

    def read(self, number: int, said: dict[str, str]) -> MandateLine:
        cells = Cells(said)
        line = MandateLine(number)
        line.group = self._group(cells)
        line.email = normalise_email(cells.email("email"))
        line.circle = cells.choice("circle", CIRCLE_OF)
        line.function = cells.choice("mandate", FUNCTION_OF)
        line.since = cells.day("since")
        if not line.email:
            cells.fault("email", _("The address is missing."))
        if line.since and line.since > timezone.localdate():
            cells.fault("since", _("This day is still to come."))
        line.faults = cells.faults
        line.name = said["email"]
        if line.group:
            self._one_circle(line, cells)
            self._of_the_core(line, cells)
            line.key = " ".join(filter(None, [str(line.group.number), line.email, line.function]))
            line.hint = line.words()
        return line

    def _one_circle(self, line: MandateLine, cells: Cells) -> None:
        """Somebody with two mandates has two lines, and stands in one circle."""
        assert line.group is not None
        if line.circle:
            said = (line.number, line.circle)
            first, circle = self.circles.setdefault((line.group.pk, line.email), said)
            if circle != line.circle:
                cells.fault("circle", _("Line %(line)d says another circle."), line=first)

    def _of_the_core(self, line: MandateLine, cells: Cells) -> None:
        """Whoever answers for something in the group stands in its core, also in a line before or after."""
        assert line.group is not None
        key = (line.group.pk, line.email)
        if line.function:
            self.doing.add(key)
        _first, circle = self.circles.get(key, (0, ""))
        if key in self.doing and circle not in ("", Circle.CORE):
            cells.fault("circle", _("Whoever has a mandate or a function is of the core."))

    def _group(self, cells: Cells) -> Group | None:
        number = cells.number("group_number")
        group = self.groups.get(number)
        if number and group is None:
            cells.fault(
                "group_number", _("There is no group with the number %(said)d."), said=number
            )
        elif group and group.pk in self.closed:
            cells.fault("group_number", _("The group %(said)d is closed."), said=number)
        return group

    def compare(self, line: MandateLine) -> None:
        assert line.group is not None  # a line without a group has a fault, and is not compared
        if self.erased.has(email=line.email):
            line.aside = _("This person asked to be erased and is not brought back.")
            return
        line.held = self.memberships.get((line.group.pk, line.email))
        if line.held and line.circle and line.circle != line.held.circle:
            line.changes["circle"] = [line.held.circle, line.circle]
        elif line.held and line.function and line.held.circle != Circle.CORE:
            line.circle = Circle.CORE
            line.changes["circle"] = [line.held.circle, line.circle]
        mandate = (line.group.pk, line.email, line.function)
        if line.held and line.function and mandate not in self.mandates:
            line.changes["mandate"] = ["", line.function]


def write(
    section: Section,
    plan: Plan[MandateLine],
    *,
    by: Person | None,
    at: datetime,
    progress: Progress | None = None,
) -> None:
    """Make the members and mandates of the plan's lines, and the people who are not known yet."""
    work = plan.having("new") + plan.having("changed")
    people = _people(section, [line.email for line in work])
    on = timezone.localdate(at)

    def settle(batch: Sequence[MandateLine]) -> None:
        _join(batch, people, by=by, at=at, on=on)
        _move([line for line in batch if "circle" in line.changes], by=by, at=at)
        _entrust(batch, people, by=by, at=at, on=on)

    carry_out((settle, work), progress=progress)


def _people(section: Section, emails: Sequence[str]) -> dict[str, Person]:
    """Return the people with these addresses; who is new gets the names that the register knows."""
    wanted = set(emails)
    everybody = Person.objects.filter(is_active=True).exclude(email=None)
    people = {person.email or "": person for person in everybody if person.email in wanted}
    new = sorted(wanted - set(people))
    register = SectionMember.objects.filter(section=section).exclude(email="")
    names = {member.email: member for member in register if member.email in wanted} if new else {}
    language = section.first_language
    made = [Person(email=email, language=language) for email in new]
    for person in made:
        if known := names.get(person.email or ""):
            person.first_name, person.last_name = known.first_name, known.last_name
            person.phone = known.phone
    Person.objects.create_many(made)
    return people | {person.email or "": person for person in made}


def _join(
    batch: Sequence[MandateLine],
    people: Mapping[str, Person],
    *,
    by: Person | None,
    at: datetime,
    on: date,
) -> None:
    joining: dict[tuple[int, str], MandateLine] = {}
    for line in batch:
        if line.held is None and line.group:
            joining.setdefault((line.group.pk, line.email), line)
    held = Membership.objects.active().filter(group__in={group for group, _email in joining})
    known = set(held.values_list("group", "person__email"))
    made = Membership.objects.bulk_create(
        Membership(
            group=line.group,
            person=people[line.email],
            circle=line.circle or Circle.CORE,
            joined_on=line.since or on,
        )
        for key, line in joining.items()
        if key not in known  # a second mandate of the same new member, in a batch before
    )
    journal.write_many("welcomed", made, by=by, at=at)


def _move(batch: Sequence[MandateLine], *, by: Person | None, at: datetime) -> None:
    for circle in {line.circle for line in batch}:
        moved = [line.held for line in batch if line.circle == circle]
        Membership.objects.filter(pk__in=[one.pk for one in moved]).update(circle=circle)
        journal.write_many("moved to another circle", moved, by=by, at=at)


def _entrust(
    batch: Sequence[MandateLine],
    people: Mapping[str, Person],
    *,
    by: Person | None,
    at: datetime,
    on: date,
) -> None:
    given = [
        (line, line.group, line.since or on)
        for line in batch
        if line.group and line.function and (line.held is None or "mandate" in line.changes)
    ]
    made = Mandate.objects.bulk_create(
        Mandate(
            group=group,
            person=people[line.email],
            function=line.function,
            since=since,
            until=latest_end(group, since),
            given_by=by,
        )
        for line, group, since in given
    )
    journal.write_many("gave mandate", made, by=by, at=at)


def in_words(changes: Mapping[str, Sequence[Any]]) -> list[Change]:
    words = {"circle": Circle, "mandate": Function}
    return [
        Change(COLUMNS.name(name), *[str(words[name](one).label) if one else "–" for one in pair])
        for name, pair in changes.items()
    ]
