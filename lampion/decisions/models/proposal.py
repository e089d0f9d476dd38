"""What somebody proposes to the group, what is said about it, and how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lampion.decisions.counting import Rule
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class AlreadyOpened(Exception):
    """The vote is open or over, or the proposal was withdrawn: who votes and by which rule is fixed."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the words of the proposal since they were read."""


class Method(models.TextChoices):
    CONSENT = "consent", _("consent: nobody objects")
    MAJORITY = "majority", _("simple majority")
    TWO_THIRDS = "two-thirds", _("two thirds")
    THREE_QUARTERS = "three-quarters", _("three quarters")
    FOUR_FIFTHS = "four-fifths", _("four fifths")
    APPROVAL = "approval", _("several options: tick all that suit you")
    RUNOFF = "runoff", _("several options in order: the last one goes, round by round")
    SCHULZE = "schulze", _("several options in order: each against each (Schulze)")

    @property
    def has_options(self) -> bool:
        return self in (Method.APPROVAL, Method.RUNOFF, Method.SCHULZE)


class Abstentions(models.TextChoices):
    ASIDE = "aside", _("do not count")
    COUNTED = "counted", _("count among the votes, like a no")


class QuorumOf(models.TextChoices):
    VOTERS = "voters", _("those who vote")
    PRESENT = "present", _("those who are present or represented")


class Phase(models.TextChoices):
    DISCUSSION = "discussion", _("in discussion")
    VOTE = "vote", _("vote open")
    DECIDED = "decided", _("decided")
    UNDECIDED = "undecided", _("no decision")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def at_phase(self, *phases: Phase) -> ProposalQuerySet:
        now = PhaseRow.objects.filter(proposal=OuterRef("pk"), until=None, phase__in=phases)
        return self.filter(Exists(now))

    def under_way(self) -> ProposalQuerySet:
        return self.at_phase(Phase.DISCUSSION, Phase.VOTE)

    def to_close(self, at: datetime) -> ProposalQuerySet:
        """Open votes whose hour has come. A secret one waits for its scrutineers: `to_count`."""
        return self.at_phase(Phase.VOTE).filter(closes_at__lte=at, box=None)

    def to_count(self, at: datetime) -> ProposalQuerySet:
        return self.at_phase(Phase.VOTE).filter(closes_at__lte=at).exclude(box=None)


class Proposal(models.Model):
    """A question to the group, with the rule by which it is answered."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    method = models.CharField(max_length=16, choices=Method)
    abstentions = models.CharField(max_length=8, choices=Abstentions, default=Abstentions.ASIDE)
    quorum = models.PositiveSmallIntegerField(default=0)
    quorum_of = models.CharField(max_length=8, choices=QuorumOf, default=QuorumOf.VOTERS)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)  # counting.Outcome: result, steps, winner

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(quorum__lte=100), name="quorum_at_most_all"),
            models.CheckConstraint(
                condition=Q(opened_at=None, closes_at=None) | Q(closes_at__gt=F("opened_at")),
                name="closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
                name="closed_once_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        return Rule(self.method, self.abstentions, self.quorum, self.quorum_of)

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def secret(self) -> bool:
        return hasattr(self, "box")

    @property
    def phase(self) -> Phase:
        """Return where it stands; of many, with `phases` prefetched."""
        return next(Phase(row.phase) for row in self.phases.all() if row.until is None)

    @classmethod
    @transaction.atomic
    def make(
        cls,
        group: Group,
        title: str,
        *,
        rule: Rule,
        by: Person,
        at: datetime,
        text: str = "",
        options: Sequence[str] = (),
    ) -> Proposal:
        """Bring a question before the group. options: for methods that choose among several."""
        proposal = cls.objects.create(
            group=group,
            title=title,
            text=text,
            method=rule.method,
            abstentions=rule.abstentions,
            quorum=rule.quorum,
            quorum_of=rule.quorum_of,
            by=by,
            made_at=at,
        )
        Option.write(proposal, options)
        PhaseRow.objects.create(proposal=proposal, phase=Phase.DISCUSSION, since=at, by=by)
        journal.write("proposed", proposal, by=by, at=at)
        return proposal

    def locked(self) -> Proposal:
        """Take the proposal for this transaction: who votes and who closes stand in one line.

        Its box is read afterwards: joined to the row that is waited for, it would be the one of before.
        """
        return (
            Proposal.objects.select_for_update(of=("self",)).select_related("group").get(pk=self.pk)
        )

    def enter(self, phase: Phase, *, by: Person | None, at: datetime) -> None:
        """Go on to `phase`: the row of the former one is closed."""
        self.phases.filter(until=None).update(until=at)
        PhaseRow.objects.create(proposal=self, phase=phase, since=at, by=by)

    @transaction.atomic
    def reword(
        self,
        title: str,
        *,
        text: str,
        rule: Rule,
        options: Sequence[str],
        seen: int,
        by: Person,
        at: datetime,
    ) -> None:
        """Say it otherwise, before the vote opens; what it said stays readable.

        seen: how many earlier wordings there were when it was read. Raises AlreadyOpened, ChangedMeanwhile.
        """
        held = self.locked()
        if held.phase != Phase.DISCUSSION:
            raise AlreadyOpened
        if held.wordings.count() != seen:
            raise ChangedMeanwhile
        words = {"title": title, "text": text, **asdict(rule)}
        if Wording.replace(held, words, list(options), number=seen + 1, by=by, at=at):
            journal.write("reworded", held, by=by, at=at)

    @transaction.atomic
    def comment(self, text: str, *, by: Person, at: datetime) -> Comment:
        return Comment.objects.create(proposal=self, text=text, by=by, at=at)

    @transaction.atomic
    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Take it back, also while the vote is open: nothing is counted then. Twice is once.

        Raises AlreadyOpened when it is decided.
        """
        held = self.locked()
        if held.phase == Phase.WITHDRAWN:
            return
        if held.closed:
            raise AlreadyOpened
        if held.opened_at:
            held.closed_at = at
            held.save(update_fields=["closed_at"])
        held.enter(Phase.WITHDRAWN, by=by, at=at)
        journal.write("withdrew", held, by=by, at=at)


class Option(models.Model):
    """One of several answers."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="one_option_per_place")
        ]

    def __str__(self) -> str:
        return self.words

    @classmethod
    def write(cls, proposal: Proposal, words: Sequence[str]) -> None:
        """Make these the options, in this order."""
        Option.objects.filter(proposal=proposal).delete()
        Option.objects.bulk_create(
            Option(proposal=proposal, position=position, words=said)
            for position, said in enumerate(words, start=1)
        )


class Wording(models.Model):
    """What a proposal said before it was changed. by, at: who changed it, and when."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    method = models.CharField(max_length=16, choices=Method)
    abstentions = models.CharField(max_length=8, choices=Abstentions)
    quorum = models.PositiveSmallIntegerField()
    quorum_of = models.CharField(max_length=8, choices=QuorumOf)
    options = models.JSONField()  # words, in their order
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_wording_per_number")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        return Rule(self.method, self.abstentions, self.quorum, self.quorum_of)

    @classmethod
    def replace(
        cls,
        proposal: Proposal,
        words: dict[str, Any],
        options: list[str],
        *,
        number: int,
        by: Person,
        at: datetime,
    ) -> bool:
        """Keep what the proposal says, and let it say this; returns False if it is the same."""
        said = {name: getattr(proposal, name) for name in words}
        offered = [option.words for option in proposal.options.all()]
        if (said, offered) == (words, options):
            return False
        cls.objects.create(proposal=proposal, number=number, options=offered, by=by, at=at, **said)
        Proposal.objects.filter(pk=proposal.pk).update(**words)
        Option.write(proposal, options)
        return True


class PhaseRow(models.Model):
    """Where a proposal stood between two moments."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="phases")
    phase = models.CharField(max_length=12, choices=Phase)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("since", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(until=None), name="one_phase_of_a_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.phase}"


class Comment(models.Model):
    """A few words of a member on a proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    text = models.CharField(_("your words"), max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"comment {self.pk}"
