"""A secret vote: the box, and the scrutineers who hold its keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from lampion.decisions import sealing
from lampion.decisions.models.proposal import AlreadyOpened, Method, Phase, Proposal
from lampion.decisions.models.vote import SealedBallot
from lampion.journal import models as journal
from lampion.people.models import Person

FEWEST_SCRUTINEERS, MOST_SCRUTINEERS = 2, 3


class NotReady(Exception):
    """Not every scrutineer has kept her share yet: nothing could be counted."""


class Box(models.Model):
    """That a proposal is voted on in secret, and what came out of its ballots.

    shuffled: from the first scrutineer to the second, the inner seals by scrutineer, sorted by their random bytes.
    listed: after the count, code and choice, sorted by code. refused: ballots that could not be opened.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="box")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    shuffled = models.JSONField(null=True)
    refused = models.PositiveSmallIntegerField(default=0)
    listed = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"box of {self.proposal_id}"

    @classmethod
    @transaction.atomic
    def ask(cls, proposal: Proposal, *, by: Person, at: datetime) -> Box:
        """Let the proposal be voted on in secret. Twice is once.

        Raises AlreadyOpened; ValueError for consent, where an objection is said with its reason.
        """
        held = proposal.locked()
        if held.phase != Phase.DISCUSSION:
            raise AlreadyOpened
        if held.method == Method.CONSENT:
            raise ValueError("consent is not secret")
        said = {"asked_by": by, "asked_at": at}
        box, made = cls.objects.get_or_create(proposal=held, defaults=said)
        if made:
            journal.write("asked for secret ballot", held, by=by, at=at)
        return box

    @transaction.atomic
    def name_scrutineers(self, people: Sequence[Person], *, by: Person, at: datetime) -> None:
        """Name two or three, in place of former ones; who was named before keeps her share.

        Raises AlreadyOpened; ValueError for another number.
        """
        held = self.proposal.locked()
        if held.phase != Phase.DISCUSSION:
            raise AlreadyOpened
        if not FEWEST_SCRUTINEERS <= len({person.pk for person in people}) <= MOST_SCRUTINEERS:
            raise ValueError
        self.scrutineers.exclude(person__in=people).delete()
        for person in people:
            Scrutineer.objects.get_or_create(box=self, person=person)
        journal.write("named scrutineers", held, by=by, at=at, details={"number": len(people)})

    @property
    def ready(self) -> bool:
        """Whether the vote may open; of many, with `scrutineers` prefetched."""
        kept = [scrutineer.kept_at is not None for scrutineer in self.scrutineers.all()]
        return len(kept) >= FEWEST_SCRUTINEERS and all(kept)

    @property
    def opened(self) -> bool:
        """Whether a scrutineer has opened her seal: whoever waited for it meanwhile comes too late."""
        return self.scrutineers.exclude(opened_at=None).exists()

    def empty(self) -> None:
        """Destroy what is sealed, and the keys to it."""
        SealedBallot.objects.filter(voter__proposal=self.proposal_id).update(sealed="")
        self.scrutineers.update(public_key="")
        self.shuffled = None
        self.save(update_fields=["shuffled"])


class ScrutineerQuerySet(models.QuerySet["Scrutineer"]):
    def waiting(self, at: datetime) -> ScrutineerQuerySet:
        """Those with something to do: a share to take, or a box whose hour has come."""
        to_take = Q(box__proposal__in=Proposal.objects.at_phase(Phase.DISCUSSION), kept_at=None)
        to_open = Q(box__proposal__in=Proposal.objects.to_count(at), opened_at=None)
        return self.filter(to_take | to_open)


class Scrutineer(models.Model):
    """Somebody who holds a key to the box. The database knows its public half, nobody's share."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="scrutineers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    objects = ScrutineerQuerySet.as_manager()

    class Meta:
        ordering = ("person__name_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["box", "person"], name="scrutineer_once_per_box"),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(kept_at__isnull=False), name="opened_with_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"scrutineer {self.pk}"

    @transaction.atomic
    def take_share(self) -> bytes:
        """Make a new share, in place of one that was not kept. It is returned here and never again.

        Raises AlreadyOpened once a share is kept or the vote open.
        """
        held = self._in_discussion()
        share = sealing.new_share()
        held.public_key = sealing.public_key_of(share)
        held.save(update_fields=["public_key"])
        return share

    @transaction.atomic
    def keep_share(self, public_key: str, *, at: datetime) -> bool:
        """Say that the share of this key is kept; False if another one was made since. Raises AlreadyOpened."""
        held = self._in_discussion()
        if not public_key or public_key != held.public_key:
            return False
        held.kept_at = at
        held.save(update_fields=["kept_at"])
        journal.write("kept a share", held.box.proposal, by=held.person, at=at)
        return True

    def _in_discussion(self) -> Scrutineer:
        proposal = self.box.proposal.locked()
        held = Scrutineer.objects.select_related("box__proposal", "person").get(pk=self.pk)
        if proposal.phase != Phase.DISCUSSION or held.kept_at:
            raise AlreadyOpened
        return held


class Tally(models.Model):
    """What a scrutineer counted on paper, last: name of the field -> number."""

    scrutineer = models.OneToOneField(Scrutineer, models.CASCADE, related_name="tally")
    numbers = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"tally of {self.scrutineer}"
