"""How what was decided is carried out, by the tasks that were entrusted for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from lampion.decisions.models import Decision, EntrustedTask
from lampion.people.models import Person
from lampion.tasks.lines import Line, line
from lampion.tasks.models import Closing, Outcome, Task


@dataclass(slots=True)
class Carrying:
    """The tasks of one decision, as somebody sees them; what was dropped carries out nothing."""

    lines: list[Line] = field(default_factory=list)

    @property
    def kept(self) -> list[Line]:
        return [one for one in self.lines if one.state != Outcome.DROPPED]

    @property
    def done(self) -> int:
        return sum(one.closing is not None for one in self.kept)

    @property
    def people(self) -> list[Person]:
        """Who does what is still open, each once."""
        waiting = [person for one in self.kept if not one.closing for person in one.people]
        return list(dict.fromkeys(waiting))

    @property
    def badge(self) -> tuple[str, str]:
        """How it stands in a word, with the tone of its badge: what needs somebody is said before."""
        waiting = [one for one in self.kept if not one.closing]
        if not self.kept:
            return _("dropped"), "neutral"
        if any(one.late for one in waiting):
            return _("late"), "danger"
        if any(not one.people for one in waiting):
            return _("nobody yet"), "warning"
        if waiting:
            return _("being carried out"), "info"
        return _("carried out"), "success"


def carrying(decisions: Iterable[Decision], person: Person, on: date) -> dict[int, Carrying]:
    """Return how each of the decisions that have tasks is carried out, by its key, in four queries."""
    pairs = EntrustedTask.objects.filter(decision__in=list(decisions))
    held = dict(pairs.values_list("task", "decision"))
    found: dict[int, Carrying] = {}
    if held:
        for task in Task.objects.filter(pk__in=held).told(person):
            found.setdefault(held[task.pk], Carrying()).lines.append(line(task, on))
    return found


def still_open(decisions: Collection[Decision]) -> dict[int, int]:
    """Return how many tasks of each decision are not done yet, by its key; none where nothing is left."""
    closed = Closing.objects.standing().filter(task=OuterRef("task"))
    rows = EntrustedTask.objects.filter(~Exists(closed), decision__in=decisions).order_by()
    return dict(rows.values("decision").annotate(left=Count("pk")).values_list("decision", "left"))
