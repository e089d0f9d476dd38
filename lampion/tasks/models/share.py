from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Membership
from lampion.journal import models as journal
from lampion.people.models import Person

if TYPE_CHECKING:
    from lampion.tasks.models.task import Task


class AlreadyTaken(Exception):
    """Somebody else was quicker: no place of the task is free."""


class TaskClosed(Exception):
    """The task is done or dropped: it can be opened again first."""


class NotAMember(Exception):
    """A task is given to people of the group."""


class ShareQuerySet(models.QuerySet["Share"]):
    def open(self) -> ShareQuerySet:
        return self.filter(ended_at=None)

    def held(self) -> ShareQuerySet:
        """Open shares of people who still belong to the group of the task."""
        belongs = Membership.objects.active().filter(
            person=OuterRef("person"), group=OuterRef("task__group")
        )
        return self.open().filter(Exists(belongs))


class Share(models.Model):
    """That somebody promised a task, or a part of it. A place of a task is held by one person at a time."""

    task = models.ForeignKey("tasks.Task", models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    word = models.CharField(_("a word for the group"), max_length=300, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "person"], condition=Q(ended_at=None), name="one_share_of_a_task"
            ),
            models.UniqueConstraint(
                fields=["task", "place"], condition=Q(ended_at=None), name="one_person_a_place"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
                name="share_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.task}"

    @classmethod
    @transaction.atomic
    def give(cls, task: Task, person: Person, *, by: Person | None, at: datetime) -> Share:
        """Give it to somebody by name; where no place is left, one more is made. Twice is once.

        Raises NotAMember.
        """
        places, taken = task.lock().places, cls._taken(task, at)
        if len(taken) >= places and person.pk not in taken:
            task.places = places + 1
            task.save(update_fields=["places"])
        return cls._seat(task, person, taken, by=by, at=at)

    @classmethod
    @transaction.atomic
    def take(cls, task: Task, *, by: Person, at: datetime) -> Share:
        """Promise to do it; twice is once. Raises AlreadyTaken if others were quicker, TaskClosed, NotAMember."""
        places = task.lock().places
        if task.standing() is not None:
            raise TaskClosed
        taken = cls._taken(task, at)
        if len(taken) >= places and by.pk not in taken:
            raise AlreadyTaken
        return cls._seat(task, by, taken, by=by, at=at)

    @classmethod
    def _taken(cls, task: Task, at: datetime) -> dict[int, Share]:
        """Return the open shares by person; those of people who left the group end here."""
        held = cls.objects.held().filter(task=task)
        cls.objects.open().filter(task=task).exclude(pk__in=held.values("pk")).update(ended_at=at)
        return {share.person_id: share for share in cls.objects.open().filter(task=task)}

    @classmethod
    def _seat(
        cls,
        task: Task,
        person: Person,
        taken: dict[int, Share],
        *,
        by: Person | None,
        at: datetime,
    ) -> Share:
        if person.pk in taken:
            return taken[person.pk]
        if not Membership.objects.active().filter(group=task.group, person=person).exists():
            raise NotAMember
        used = {share.place for share in taken.values()}
        place = next(number for number in range(len(used) + 1) if number not in used)
        share = cls.objects.create(task=task, person=person, place=place, since=at, by=by)
        journal.write("took" if by == person else "gave", task, by=by, at=at)
        return share

    @transaction.atomic
    def end(self, *, by: Person | None, at: datetime, word: str = "") -> None:
        """Hand the task back, or take it off somebody; twice is once. word: said to the group."""
        share = Share.objects.select_for_update().get(pk=self.pk)
        if share.ended_at is not None:
            return
        self.ended_at, self.ended_by, self.word = max(at, share.since), by, word
        self.save(update_fields=["ended_at", "ended_by", "word"])
        handed_back = by is not None and by.pk == self.person_id
        journal.write("handed back" if handed_back else "took off", self.task, by=by, at=at)
