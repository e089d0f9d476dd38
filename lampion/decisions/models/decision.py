"""The register: what the group decided, until when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from lampion.decisions.counting import Outcome, Room, Rule, close_with
from lampion.decisions.models.proposal import Abstentions, Method, Proposal
from lampion.groups.models import Group, Mandate, Membership
from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.people.models import Person
from lampion.tasks.models import Task


class NoDecision(Exception):
    """The quorum was missed, or nobody said yes or no: the group decided nothing."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.result)
        self.outcome = outcome


class NoLongerHolds(Exception):
    """The group ended this decision."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def matching(self, typed: str) -> DecisionQuerySet:
        """Decisions in whose number, title or words is what was typed, however it is spelt."""
        key = fold(typed[:100])
        found = Q(search_key__contains=key)
        if key.isdigit() and len(key) < 8:
            found |= Q(number=int(key))
        return self.filter(found) if key else self

    def to_review(self, on: date) -> DecisionQuerySet:
        return self.filter(review_on__lte=on, ended_on=None)


class Decision(models.Model):
    """Something that the group decided, a yes or a no, with its arithmetic. Its number is for ever."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=410)
    words = models.TextField(blank=True)
    search_key = models.TextField()
    method = models.CharField(max_length=16, choices=Method)
    adopted = models.BooleanField()
    outcome = models.JSONField()  # counting.Outcome: result, steps, winner
    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, related_name="decision")
    decided_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-number")
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_decision_per_number")
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def record(
        cls,
        group: Group,
        title: str,
        *,
        words: str,
        by: Person,
        at: datetime,
        on: date,
        method: str,
        yes: int,
        no: int,
        abstain: int,
        present: int,
        abstentions: str = Abstentions.ASIDE,
        quorum: int = 0,
        review_on: date | None = None,
    ) -> Decision:
        """Note a show of hands in a meeting. quorum: per cent of the core that has to be present.

        Raises NoDecision if the quorum was missed, or if nobody said yes or no; ValueError for a method
        that chooses among options, or for more hands than people.
        """
        if Method(method).has_options or yes + no + abstain > present:
            raise ValueError
        core = Membership.objects.there(on).core().filter(group=group).count()
        rule = Rule(method, abstentions, quorum, "present")
        counted = close_with(rule, yes, no, abstain, Room(max(core, present), present))
        if not counted.decided:
            raise NoDecision(counted)
        return cls.keep(
            group, title, words=words, method=method, counted=counted, by=by, at=at, on=on,
            review_on=review_on,
        )  # fmt: skip

    @classmethod
    @transaction.atomic
    def keep(
        cls,
        group: Group,
        title: str,
        *,
        words: str,
        method: str,
        counted: Outcome,
        by: Person | None,
        at: datetime,
        on: date,
        proposal: Proposal | None = None,
        review_on: date | None = None,
    ) -> Decision:
        """Enter what was counted in the register, under the group's next number."""
        Group.objects.select_for_update().get(pk=group.pk)
        last = cls.objects.filter(group=group).aggregate(last=models.Max("number"))["last"]
        decision = cls.objects.create(
            group=group,
            number=(last or 0) + 1,
            title=title,
            words=words,
            search_key=fold(f"{title} {words}"),
            method=method,
            adopted=counted.result == "adopted",
            outcome=as_values(counted),
            proposal=proposal,
            decided_on=on,
            by=by,
            at=at,
            review_on=review_on,
        )
        journal.write("decided", decision, by=by, at=at, details={"adopted": decision.adopted})
        return decision

    @transaction.atomic
    def review(
        self, *, kept: bool, note: str, by: Person, at: datetime, on: date, next_on: date | None
    ) -> Review:
        """Look at it again: keep it, until the next time if any, or end it. Raises NoLongerHolds."""
        if Decision.objects.select_for_update().get(pk=self.pk).ended_on:
            raise NoLongerHolds
        self.review_on = next_on if kept else None
        self.ended_on = None if kept else on
        self.save(update_fields=["review_on", "ended_on"])
        journal.write("reviewed decision", self, by=by, at=at, details={"kept": kept})
        return Review.objects.create(decision=self, on=on, kept=kept, note=note, by=by, at=at)

    @transaction.atomic
    def entrust(
        self,
        title: str,
        *,
        by: Person,
        at: datetime,
        people: Iterable[Person] = (),
        due_on: date | None = None,
    ) -> Task:
        """Write down a task that carries it out, with its people or none. Raises NoLongerHolds, NotAMember."""
        if Decision.objects.select_for_update().get(pk=self.pk).ended_on:
            raise NoLongerHolds
        task = Task.add(self.group, title, by=by, at=at, people=people, due_on=due_on)
        EntrustedTask.objects.create(decision=self, task=task)
        journal.write("entrusted", self, by=by, at=at, details={"task": task.pk})
        return task


def as_values(counted: Outcome) -> dict[str, Any]:
    return {"result": counted.result, "steps": counted.steps, "winner": counted.winner}


class Review(models.Model):
    """That the group looked at a decision again, and kept or ended it."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="reviews")
    on = models.DateField()
    kept = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.decision}, {self.on}"


class ElectedMandate(models.Model):
    """That a decision elected somebody: the mandate that was given for it."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="elected")
    mandate = models.OneToOneField(Mandate, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.decision} → {self.mandate}"


class EntrustedTask(models.Model):
    """That a task carries out a decision: what becomes of the one is said beside the other."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="entrusted")
    task = models.OneToOneField(Task, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.decision} → {self.task}"
