"""A group chooses a case: it is offered, wished for, adopted by decision, led by somebody, handed back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Self, TypeVar

from django.db import models, transaction
from django.db.models import F, Q

from lampion.cases.models.case import Case
from lampion.decisions.models import Decision
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person

Row = TypeVar("Row", bound=models.Model)


class Full(Exception):
    """As many groups as may share the case have it already."""


class AlreadyAdopted(Exception):
    """The group has this case."""


class NotAdopted(Exception):
    """The group does not have this case, or no longer."""


class NotOffered(Exception):
    """The group may not read this case, so it cannot choose it."""


class OpenQuerySet(models.QuerySet[Row]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def sharing(self) -> Self:
        """Those by which a group reads a case, and takes a place: one that is dissolved does neither."""
        return self.open().exclude(group__in=Group.objects.at_stage("closed"))


class Offer(models.Model):
    """That the secretariat lets a group read a case of the second tier, so that it can choose it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="offers")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OpenQuerySet["Offer"].as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case", "group"], condition=Q(ended_at=None), name="offered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.group}"

    @classmethod
    @transaction.atomic
    def make(cls, case: Case, group: Group, *, by: Person, at: datetime) -> None:
        """Twice is once."""
        case.locked()
        values = {"by": by, "at": at}
        _offer, fresh = cls.objects.get_or_create(
            case=case, group=group, ended_at=None, defaults=values
        )
        if fresh:
            journal.write("offered case", case, by=by, at=at, details={"group": group.pk})

    @transaction.atomic
    def withdraw(self, *, by: Person, at: datetime) -> None:
        """A group that adopted the case stands by it all the same."""
        self.case.locked()
        if Offer.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            details = {"group": self.group_id}
            journal.write("withdrew offer", self.case, by=by, at=at, details=details)


class Wish(models.Model):
    """What a group would like to stand by, in its order. rank: 1 is what it wants most."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OpenQuerySet["Wish"].as_manager()

    class Meta:
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(
                fields=["group", "case"], condition=Q(ended_at=None), name="wished_once"
            ),
            models.UniqueConstraint(
                fields=["group", "rank"], condition=Q(ended_at=None), name="one_wish_per_rank"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.rank}"

    @classmethod
    @transaction.atomic
    def rank_all(cls, group: Group, cases: Sequence[Case], *, by: Person, at: datetime) -> None:
        """These are the wishes of the group, the dearest first; those it had before end.

        Wishes for what is hidden now, suspended or before its hour, stay where they are: nobody could rank them.
        """
        Group.objects.select_for_update().get(pk=group.pk)
        former = cls.objects.filter(group=group, ended_at=None)
        hidden = former.exclude(case__in=Case.objects.shown(at).values("pk"))
        kept = dict(hidden.values_list("case", "rank"))
        former.exclude(case__in=list(kept)).update(ended_at=at)
        free = (rank for rank in count(1) if rank not in kept.values())
        Wish.objects.bulk_create(
            Wish(group=group, case=case, rank=next(free), by=by, at=at)
            for case in cases
            if case.pk not in kept
        )
        journal.write("wished for cases", group, by=by, at=at, details={"cases": len(cases)})


class Adoption(models.Model):
    """That a group stands by a case: decided when, led by whom, until when and why no longer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="adoptions")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    objects = OpenQuerySet["Adoption"].as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "group"], condition=Q(ended_at=None), name="adopted_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("at")), name="adoption_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.case}"

    @classmethod
    @transaction.atomic
    def adopt(
        cls, case: Case, decision: Decision, *, lead: Person | None, most: int, by: Person,
        at: datetime, on: date,
    ) -> Adoption:  # fmt: skip
        """The group of `decision` takes the case. most: groups that may share it.

        Raises AlreadyAdopted, Full; NotAdopted if the decision was a no.
        """
        case.locked()
        if not decision.adopted:
            raise NotAdopted
        held = cls.objects.filter(case=case, ended_at=None)
        if held.filter(group=decision.group_id).exists():
            raise AlreadyAdopted
        if held.sharing().count() >= most:
            raise Full
        made = cls.objects.create(
            case=case, group=decision.group, decision=decision, lead=lead, since=on, by=by, at=at
        )
        details = {"group": decision.group_id, "decision": decision.number}
        journal.write("adopted case", case, by=by, at=at, details=details)
        Wish.objects.filter(group=decision.group, case=case, ended_at=None).update(ended_at=at)
        return made

    @transaction.atomic
    def hand_to(self, lead: Person | None, *, by: Person, at: datetime) -> None:
        """Somebody else leads the work from now on."""
        if not Adoption.objects.filter(pk=self.pk, ended_at=None).update(lead=lead):
            raise NotAdopted
        details = {"group": self.group_id, "lead": lead.pk if lead else None}
        journal.write("named lead of case", self.case, by=by, at=at, details=details)

    @transaction.atomic
    def hand_back(self, *, reason: str, by: Person, at: datetime) -> None:
        """The group does no serious work on it any more, so that another can take it; twice is once."""
        self._end("handed case back", reason=reason, by=by, at=at)

    @transaction.atomic
    def take_back(self, *, reason: str, by: Person, at: datetime) -> None:
        """The secretariat takes the case from the group. Raises NotAdopted if it was over."""
        if not self._end("took case back", reason=reason, by=by, at=at):
            raise NotAdopted

    def _end(self, verb: str, *, reason: str, by: Person, at: datetime) -> bool:
        self.case.locked()
        mine = Adoption.objects.filter(pk=self.pk, ended_at=None)
        if not mine.update(ended_at=at, ended_by=by, reason=reason):
            return False
        # The group reads it no longer, if not everybody does.
        Offer.objects.open().filter(case=self.case, group=self.group_id).update(ended_at=at)
        journal.write(verb, self.case, by=by, at=at, details={"group": self.group_id})
        return True
