"""What somebody may do with a task that they may know of."""

from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.groups.rules import can_take_part, takes_part
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.tasks.models import Share, Task


def can_add_tasks(person: Person, group: Group) -> Verdict:
    return can_take_part(person, group)


def can_change_task(person: Person, task: Task) -> Verdict:
    return can_take_part(person, task.group)


def can_take(person: Person, task: Task) -> Verdict:
    """The core takes any task; the other circles those that are open to all, or theirs already."""
    if task.for_all or has(person, task) or takes_part(person, task.group):
        return YES
    return no(_("This task is not open to all circles: ask a responsable."))


def can_finish(person: Person, task: Task) -> Verdict:
    """Whoever has it, and the core, says that it is done, ticks its list, and opens it again."""
    if has(person, task) or takes_part(person, task.group):
        return YES
    return no(_("Take the task first: then you can say that it is done."))


def can_hand_back(person: Person, task: Task) -> Verdict:
    if has(person, task):
        return YES
    return no(_("You do not have this task: there is nothing to hand back."))


def has(person: Person, task: Task) -> bool:
    return Share.objects.held().filter(task=task, person=person).exists()
