"""Who sees what about a member of a group: one rule per field, and this is the only place."""

from __future__ import annotations

from enum import Enum, IntEnum

from lampion.groups.models import Group
from lampion.groups.models.reveal import Field
from lampion.groups.rules import can_manage_people, takes_part
from lampion.people.models import Openness, Person


class Standing(IntEnum):
    """How somebody who reads stands to the member that it is about."""

    OUTSIDE = 0
    CORE = 1
    RESPONSABLE = 2
    OWNER = 3


class Sight(Enum):
    NO = "no"
    CLICK = "click"  # one by one, counted
    YES = "yes"


# field -> how open its owner made it -> what the core and the responsables see. Birthday and address: no field.
RULES = {
    Field.NAME: {
        Openness.NOBODY: (Sight.NO, Sight.YES),
        Openness.RESPONSABLES: (Sight.NO, Sight.YES),
        Openness.GROUP: (Sight.YES, Sight.YES),
    },
    Field.EMAIL: {
        Openness.NOBODY: (Sight.NO, Sight.NO),
        Openness.RESPONSABLES: (Sight.NO, Sight.CLICK),
        Openness.GROUP: (Sight.CLICK, Sight.CLICK),
    },
    Field.PHONE: {
        Openness.NOBODY: (Sight.NO, Sight.NO),
        Openness.RESPONSABLES: (Sight.NO, Sight.CLICK),
        Openness.GROUP: (Sight.CLICK, Sight.CLICK),
    },
}


def standing(reader: Person, group: Group) -> Standing:
    """Return how `reader` stands to the members of `group`, beside what is about themself."""
    if can_manage_people(reader, group):
        return Standing.RESPONSABLE
    return Standing.CORE if takes_part(reader, group) else Standing.OUTSIDE


def sight(field: Field, owner: Person, reader: Standing) -> Sight:
    if reader is Standing.OWNER:
        return Sight.YES
    if reader is Standing.OUTSIDE:
        return Sight.NO
    core, responsable = RULES[field][Openness(getattr(owner, f"{field.value}_open"))]
    return core if reader is Standing.CORE else responsable


def shown_name(owner: Person, reader: Standing) -> str:
    """The whole name, or the first one alone."""
    whole = sight(Field.NAME, owner, reader) is Sight.YES
    return owner.name if whole or not owner.first_name else owner.first_name


def printed_phone(owner: Person) -> str:
    """What may stand on a sheet that passes from hand to hand: only what is open to the whole core."""
    return owner.phone if owner.phone_open == Openness.GROUP else ""
