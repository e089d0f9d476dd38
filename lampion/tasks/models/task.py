from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group, Membership
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.tasks.models.closing import Closing, Outcome
from lampion.tasks.models.repeat import Repeat, next_day
from lampion.tasks.models.step import Step


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


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.exclude(Exists(Closing.objects.standing().filter(task=OuterRef("pk"))))

    def closed_as(self, outcome: Outcome) -> TaskQuerySet:
        standing = Closing.objects.standing().filter(task=OuterRef("pk"), outcome=outcome)
        return self.filter(Exists(standing))

    def seen_by(self, person: Person) -> TaskQuerySet:
        """The core sees every task of its group; the others what is open to all, or was given to them."""
        mine = Membership.objects.active().filter(person=person)
        core = mine.core().values("group")
        shown = Q(for_all=True) | Q(
            pk__in=Share.objects.open().filter(person=person).values("task")
        )
        return self.filter(Q(group__in=core) | Q(group__in=mine.values("group")) & shown)

    def of(self, person: Person) -> TaskQuerySet:
        """From the shares of one person to their tasks: the other way round, all tasks of the world are read."""
        held = Share.objects.held().filter(person=person).order_by()
        return self.filter(pk__in=held.values("task"))

    def free(self) -> TaskQuerySet:
        """Tasks that have a place left, counting only people who still belong to the group."""
        held = Share.objects.held().filter(task=OuterRef("pk")).order_by().values("task")
        taken = held.annotate(taken=models.Count("pk")).values("taken")
        return self.alias(taken=models.Subquery(taken)).filter(
            Q(taken=None) | Q(taken__lt=models.F("places"))
        )

    def late(self, on: date) -> TaskQuerySet:
        return self.open().filter(due_on__lt=on)

    def told(self, person: Person) -> TaskQuerySet:
        """With what a line says: who holds it, its checklist, how it ended, and what `person` is to it."""
        held = Share.objects.held().select_related("person")
        standing = Closing.objects.standing().select_related("by")
        core = Membership.objects.active().core().filter(person=person)
        mine = Share.objects.held().filter(task=OuterRef("pk"), person=person)
        return self.annotate(
            of_core=Exists(core.filter(group=OuterRef("group"))), mine=Exists(mine)
        ).prefetch_related(
            Prefetch("shares", held, to_attr="holders"),
            Prefetch("closings", standing, to_attr="ends"),
            "steps",
        )


class Task(models.Model):
    """Something that the group wants done: by some of its people, or by whoever takes it.

    places: how many people it takes. for_all: also who is not of the core sees and takes it.
    origin: where it comes from, in words. first_on: the day that a series counts from.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    title = models.CharField(_("what"), max_length=140)
    note = models.TextField(_("what helps to do it"), max_length=2000, blank=True)
    origin = models.CharField(max_length=140, blank=True)
    due_on = models.DateField(_("until when"), null=True, blank=True)
    repeat = models.CharField(_("does it come back?"), max_length=12, choices=Repeat, blank=True)
    first_on = models.DateField(null=True)
    places = models.PositiveSmallIntegerField(_("how many people it takes"), default=1)
    for_all = models.BooleanField(_("open to all circles"), default=False)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    CHANGED = ("title", "note", "due_on", "repeat", "places", "for_all")

    class Meta:
        ordering = (models.F("due_on").asc(nulls_last=True), "added_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(repeat="") | Q(due_on__isnull=False, first_on__isnull=False),
                name="a_series_has_days",
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="a_task_has_a_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:task", args=[self.pk])

    @classmethod
    @transaction.atomic
    def add(
        cls,
        group: Group,
        title: str,
        *,
        by: Person | None,
        at: datetime,
        people: Iterable[Person] = (),
        due_on: date | None = None,
        note: str = "",
        checklist: Sequence[str] = (),
        repeat: str = "",
        places: int = 1,
        for_all: bool = False,
        origin: str = "",
        first_on: date | None = None,
    ) -> Task:
        """Write a task down, with its people or none. Raises NotAMember for who does not belong to the group."""
        chosen = list(dict.fromkeys(people))
        task = cls.objects.create(
            group=group, title=title, note=note, origin=origin, due_on=due_on, repeat=repeat,
            first_on=(first_on or due_on) if repeat else None, places=max(places, len(chosen)),
            for_all=for_all, added_at=at, by=by,
        )  # fmt: skip
        Step.write(task, checklist)
        for person in chosen:
            Share.give(task, person, by=by, at=at)
        journal.write("added", task, by=by, at=at)
        return task

    def lock(self) -> Task:
        """Return the row as it is now, alone with it until the end of the transaction."""
        return Task.objects.select_for_update().get(pk=self.pk)

    @transaction.atomic
    def change(
        self,
        *,
        by: Person,
        at: datetime,
        people: Iterable[Person],
        checklist: Sequence[str],
        **fields: Any,
    ) -> None:
        """Set `fields` (CHANGED), its people and its checklist. Raises NotAMember, and nothing changes."""
        task = self.lock()
        anew = (fields["due_on"], fields["repeat"]) != (task.due_on, task.repeat)
        for name in self.CHANGED:
            setattr(self, name, fields[name])
        if anew:
            self.first_on = self.due_on if self.repeat else None
        chosen = {person.pk: person for person in people}
        self.places = max(self.places, len(chosen))
        self.save(update_fields=[*self.CHANGED, "first_on"])
        Step.write(self, checklist)
        for share in Share.objects.open().filter(task=self).exclude(person__in=chosen):
            share.end(by=by, at=at)
        for person in chosen.values():
            Share.give(self, person, by=by, at=at)
        journal.write("changed", self, by=by, at=at)

    def standing(self) -> Closing | None:
        return Closing.objects.standing().filter(task=self).select_related("by").first()

    @transaction.atomic
    def finish(self, *, by: Person | None, at: datetime, by_link: bool = False) -> Closing:
        """Say that it is done; twice is once. A series goes on with its next task.

        Whoever finishes what nobody had taken has done it. Raises TaskClosed.
        """
        task = self.lock()
        held = task.standing()
        if held is not None and held.outcome == Outcome.DROPPED:
            raise TaskClosed
        if held is not None:
            return held
        people = [share.person for share in task._holders()]
        if not people and by is not None:
            Share.give(task, by, by=by, at=at)
        following = task._follow(people, at) if task.repeat else None
        done = Closing.objects.create(
            task=task, outcome=Outcome.DONE, at=at, by=by, by_link=by_link, following=following
        )
        journal.write("finished", task, by=by, at=at, details={"by_link": by_link})
        return done

    def _holders(self) -> Iterable[Share]:
        return Share.objects.held().filter(task=self).select_related("person")

    def _follow(self, people: Iterable[Person], at: datetime) -> Task:
        assert self.due_on is not None, "a series has days"
        assert self.first_on is not None, "a series has days"
        day = next_day(self.first_on, self.repeat, due_on=self.due_on, on=timezone.localdate(at))
        return Task.add(
            self.group, self.title, by=self.by, at=at, people=people, due_on=day, note=self.note,
            checklist=[step.words for step in self.steps.all()], repeat=self.repeat,
            places=self.places, for_all=self.for_all, origin=self.origin, first_on=self.first_on,
        )  # fmt: skip

    @transaction.atomic
    def drop(self, *, by: Person | None, at: datetime) -> Closing:
        """Say that nobody will do it, and a series ends; twice is once, and what is done stays done."""
        held = self.lock().standing()
        if held is not None:
            return held
        closing = Closing.objects.create(task=self, outcome=Outcome.DROPPED, at=at, by=by)
        journal.write("dropped", self, by=by, at=at)
        return closing
