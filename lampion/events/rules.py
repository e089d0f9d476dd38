"""Who plans what a group does on a day."""

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.groups.rules import can_take_part
from lampion.kit.access import Verdict
from lampion.people.models import Person


def can_plan(person: Person, group: Group) -> Verdict:
    """The core of the group plans what it does."""
    return can_take_part(person, group)


def can_call_off(person: Person, event: Event) -> Verdict:
    return can_plan(person, event.group)
