"""The members of a group as one of its members sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lampion.groups.fields import Sight, Standing, shown_name, sight
from lampion.groups.models import Circle, Field, Group, Membership, Pause
from lampion.groups.work import deeds
from lampion.people.models import Person


@dataclass(slots=True)
class Row:
    """One member. name: as much of it as the reader may know."""

    membership: Membership
    name: str
    does: list[str]
    pause: Pause | None
    own: bool


def rows(group: Group, reader: Person, stands: Standing, on: date) -> list[Row]:
    """Return the members of `group`, whoever is of the core before, in four queries."""
    held = Membership.objects.active().filter(group=group).select_related("person")
    pauses = Pause.objects.lasting(on).filter(membership__group=group, since__lte=on)
    resting = {pause.membership_id: pause for pause in pauses}
    doing = deeds(group)
    found = [_row(one, reader, stands, doing, resting.get(one.pk)) for one in held]
    order = list(Circle)
    return sorted(found, key=lambda row: order.index(Circle(row.membership.circle)))


def _row(
    membership: Membership,
    reader: Person,
    stands: Standing,
    doing: dict[int, list[str]],
    pause: Pause | None,
) -> Row:
    person, own = membership.person, membership.person_id == reader.pk
    does = doing.get(person.pk, [])
    # Whoever answers for something in the group does it under the whole name.
    whole = own or (bool(does) and stands is not Standing.OUTSIDE)
    name = person.name if whole else shown_name(person, stands)
    return Row(membership, name, does, pause, own)


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail on the page of a member. value: empty until it is clicked, or where it is not open."""

    field: Field
    sight: Sight
    value: str


def details(person: Person, stands: Standing, revealed: str = "") -> Sequence[Detail]:
    """Return e-mail and phone for a reader; `revealed` names the one that was clicked."""
    found = []
    for field in (Field.EMAIL, Field.PHONE):
        seen = sight(field, person, stands)
        shown = seen is Sight.YES or (seen is Sight.CLICK and revealed == field)
        value = (getattr(person, field.value) or "") if shown else ""
        found.append(Detail(field, Sight.YES if shown else seen, value))
    return found
