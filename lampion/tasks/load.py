"""How the work of a group is shared: for each person what is open, what is late, what is done of late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.groups.models import Circle, Group, Membership
from lampion.people.models import Person
from lampion.tasks.models import Closing, Outcome, Share

LATELY = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Load:
    person: Person
    circle: str
    open: int
    late: int
    done: int

    def in_words(self) -> str:
        """Say what somebody has to do now; the circle too, where it is not the core."""
        said = ngettext("%(count)d task", "%(count)d tasks", self.open) % {"count": self.open}
        words = [said] if self.open else [_("nothing")]
        if self.late:
            words.append(_("%(count)d late") % {"count": self.late})
        if self.circle != Circle.CORE:
            words.insert(0, str(Circle(self.circle).label))
        return ", ".join(words)


def open_shares(groups: Sequence[int]) -> Mapping[tuple[int, int], int]:
    """Return how many open tasks each person has in each of the groups (keys), in one query."""
    closed = Closing.objects.standing().filter(task=OuterRef("task"))
    shares = Share.objects.open().filter(~Exists(closed), task__group__in=groups).order_by()
    counted = shares.values("task__group", "person").annotate(count=Count("pk"))
    rows = counted.values_list("task__group", "person", "count")
    return {(group, person): count for group, person, count in rows}


def loads(group: Group, on: date) -> list[Load]:
    """Return the load of every member, who has the least first: two queries, however many tasks."""
    closed = Closing.objects.standing().filter(task=OuterRef("task"))
    done = closed.filter(outcome=Outcome.DONE, at__date__gt=on - LATELY)
    counted = (
        Share.objects.open()
        .filter(task__group=group)
        .annotate(is_closed=Exists(closed), is_done=Exists(done))
        .order_by()
        .values("person")
        .annotate(
            open=Count("pk", filter=Q(is_closed=False)),
            late=Count("pk", filter=Q(is_closed=False, task__due_on__lt=on)),
            done=Count("pk", filter=Q(is_done=True)),
        )
    )
    known = {row["person"]: (row["open"], row["late"], row["done"]) for row in counted}
    members = Membership.objects.active().filter(group=group).select_related("person")
    found = [Load(one.person, one.circle, *known.get(one.person_id, (0, 0, 0))) for one in members]
    return sorted(found, key=lambda load: (load.open + load.done, load.open, load.person.name_key))
