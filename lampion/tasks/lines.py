"""A task as a line of a list says it, for this room and for those above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lampion.groups.models import Group
from lampion.people.models import Person
from lampion.tasks.models import Closing, Outcome, Step, Task


@dataclass(frozen=True, slots=True)
class Line:
    """What `tasks/task_line.html` shows. places: how many more people are wanted. named: say the group too."""

    task: Task
    people: list[Person]
    closing: Closing | None
    steps: list[Step]
    mine: bool
    late: bool
    places: int
    takeable: bool
    finishable: bool
    named: bool = False

    @property
    def steps_done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def state(self) -> str:
        if self.closing is not None:
            return str(Outcome(self.closing.outcome))
        return "late" if self.late else "waiting" if self.mine else ""


def line(task: Any, on: date, *, named: bool = False) -> Line:
    """task: a Task of `TaskQuerySet.told`."""
    closing = task.ends[0] if task.ends else None
    places = max(task.places - len(task.holders), 0)
    opens = closing is None
    return Line(
        task=task,
        people=[share.person for share in task.holders],
        closing=closing,
        steps=list(task.steps.all()),
        mine=task.mine,
        late=opens and task.due_on is not None and task.due_on < on,
        places=places,
        takeable=opens and places > 0 and not task.mine and (task.of_core or task.for_all),
        finishable=opens and (task.mine or task.of_core),
        named=named,
    )


def lines(tasks: Iterable[Task], on: date, *, named: bool = False) -> list[Line]:
    return [line(task, on, named=named) for task in tasks]


def open_lines(groups: Sequence[Group], person: Person, on: date) -> list[Line]:
    """Return the open tasks of groups that somebody may know of, as many queries whatever their number."""
    found = Task.objects.filter(group__in=groups).seen_by(person).open().told(person)
    return lines(found.select_related("group"), on, named=len(groups) > 1)
