"""Who may vote, frozen at the opening, and what each of them said last."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import date, datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampion.decisions import sealing
from lampion.decisions.counting import Choice
from lampion.decisions.models.proposal import Phase, Proposal
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.people.sealing import seal, unseal

# How long after the close a link still shows the result, and it is known who took part in a secret ballot.
KEPT = timedelta(days=30)


class VoteClosed(Exception):
    """The vote is not open, or no longer."""


class ProxyRefused(Exception):
    """To oneself, to who gave her own away, or to who holds as many as the section allows."""


class Channel(models.TextChoices):
    LINK = "link", _("by the link in the mail")
    PAGE = "page", _("on the page")
    PHONE = "phone", _("by phone, entered for the member")
    PROXY = "proxy", _("by proxy")


class VoterQuerySet(models.QuerySet["Voter"]):
    def not_voted(self) -> VoterQuerySet:
        return self.filter(ballot=None, sealed=None)

    def with_everything(self) -> VoterQuerySet:
        related = ("person", "ballot__by", "sealed", "protest", "proxy__to__person")
        return self.select_related(*related).order_by("person__name_key", "pk")


class Voter(models.Model):
    """That somebody may vote on a proposal. Written at the opening; the database takes none later."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    present = models.BooleanField(default=False)

    objects = VoterQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="votes_once_per_proposal")
        ]

    def __str__(self) -> str:
        return f"voter {self.pk}"

    @property
    def voted(self) -> bool:
        return hasattr(self, "ballot") or hasattr(self, "sealed")

    @property
    def protested(self) -> bool:
        return hasattr(self, "protest")

    @property
    def represented_by(self) -> Voter | None:
        return self.proxy.to if hasattr(self, "proxy") else None

    @transaction.atomic
    def vote(
        self, choice: Choice, *, by: Person, at: datetime, channel: Channel, reason: str = ""
    ) -> Ballot:
        """Say it, or say it again: the last one counts. Raises VoteClosed, also if `by` may not vote for her now."""
        proposal = self.admit(channel, by=by, at=at)
        if proposal.secret:
            raise VoteClosed
        said = choice if isinstance(choice, str) else list(choice)
        values = {"choice": said, "reason": reason, "at": at, "channel": channel, "by": by}
        ballot, _made = Ballot.objects.update_or_create(voter=self, defaults=values)
        if channel == Channel.PHONE:
            journal.write("entered vote by phone", proposal, by=by, at=at)
        return ballot

    def admit(self, channel: Channel, *, by: Person, at: datetime) -> Proposal:
        """Lock the proposal for a vote that comes this way. Raises VoteClosed."""
        proposal = self.open_proposal(at)
        if channel in (Channel.LINK, Channel.PAGE):
            Proxy.objects.filter(voter=self).delete()
        elif not self._may_be_voted_for(channel, by):
            raise VoteClosed
        return proposal

    def _may_be_voted_for(self, channel: Channel, by: Person) -> bool:
        """Look again once the proposal is locked: she may have voted, taken her proxy back or protested meanwhile."""
        proxies = Proxy.objects.filter(voter=self)
        if channel == Channel.PROXY:
            return proxies.filter(to__person=by).exists()
        own = Ballot.objects.filter(voter=self).exclude(channel=Channel.PHONE)
        refused = Protest.objects.filter(voter=self)
        return not (proxies.exists() or own.exists() or refused.exists())

    @transaction.atomic
    def give_proxy(self, to: Voter, *, most: int, at: datetime) -> Proxy:
        """Let `to` vote for this voter, in place of a former one.

        most: how many one person may hold. Raises VoteClosed, ProxyRefused.
        """
        self.open_proposal(at)
        held = Proxy.objects.filter(to=to).exclude(voter=self).count()
        gave = Proxy.objects.filter(voter=to).exists() or Proxy.objects.filter(to=self).exists()
        if to.proposal_id != self.proposal_id or gave or held >= most:
            raise ProxyRefused
        self._without_proxy()
        try:
            with transaction.atomic():
                return Proxy.objects.create(voter=self, to=to, given_at=at)
        except IntegrityError:
            raise ProxyRefused from None

    @transaction.atomic
    def take_proxy_back(self, *, at: datetime) -> None:
        """What the other one voted for this voter goes with it. Twice is once. Raises VoteClosed."""
        self.open_proposal(at)
        self._without_proxy()

    def _without_proxy(self) -> None:
        if Proxy.objects.filter(voter=self).delete()[0]:
            Ballot.objects.filter(voter=self, channel=Channel.PROXY).delete()
            SealedBallot.objects.filter(voter=self, by_proxy=True).delete()

    @transaction.atomic
    def refuse_phone_vote(self, *, at: datetime) -> None:
        """Say that a vote entered by phone was not hers. While the vote is open it is set aside at once.

        Twice is once; nothing if no vote was entered by phone.
        """
        proposal = self.proposal.locked()
        entered = Ballot.objects.filter(voter=self, channel=Channel.PHONE)
        if not entered.exists():
            return
        _row, made = Protest.objects.get_or_create(voter=self, defaults={"at": at})
        if not proposal.closed and (proposal.closes_at or at) > at:
            entered.delete()
        if made:
            journal.write("protested", proposal, by=self.person, at=at)

    def open_proposal(self, at: datetime) -> Proposal:
        """Lock the proposal. Raises VoteClosed."""
        proposal = self.proposal.locked()
        if proposal.closed or proposal.closes_at is None or at >= proposal.closes_at:
            raise VoteClosed
        if proposal.phase != Phase.VOTE or (proposal.secret and proposal.box.opened):
            raise VoteClosed
        return proposal


class Ballot(models.Model):
    """What a voter said last, by which way. choice: yes, no, abstain; or keys of options, the best first."""

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="ballot")
    choice = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class SealedBallot(models.Model):
    """That a voter took part in a secret ballot, and until the count what she said, sealed.

    Emptied when the first scrutineer opens; the row is swept with the links.
    """

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="sealed")
    sealed = models.TextField(blank=True)
    by_proxy = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"sealed ballot {self.pk}"

    @classmethod
    @transaction.atomic
    def put(
        cls, voter: Voter, choice: Choice, *, by: Person, at: datetime, channel: Channel
    ) -> str:
        """Seal it in place of a former one; returns the code inside, which is known nowhere else.

        Raises VoteClosed, also for a vote by phone: whoever types it would know it.
        """
        proposal = voter.admit(channel, by=by, at=at)
        if channel == Channel.PHONE or not proposal.secret:
            raise VoteClosed
        named = proposal.box.scrutineers.values_list("pk", "public_key")
        said = choice if isinstance(choice, str) else list(choice)
        keys = {str(pk): key for pk, key in named}
        seals, code = sealing.seal_ballot(said, proposal=proposal.pk, voter=voter.pk, keys=keys)
        values = {"sealed": seal(json.dumps(seals)), "by_proxy": channel == Channel.PROXY}
        cls.objects.update_or_create(voter=voter, defaults=values)
        return code

    def seals(self) -> dict[str, str]:
        """Return what is sealed for each scrutineer. Raises sealing.Broken."""
        try:
            return dict(json.loads(unseal(self.sealed)))
        except (InvalidToken, ValueError, TypeError):
            raise sealing.Broken from None

    @classmethod
    def sweep(cls, on: date) -> int:
        """Forget who took part in secret ballots that closed long ago; returns how many."""
        return cls.objects.filter(voter__proposal__closed_at__date__lt=on - KEPT).delete()[0]


class Proxy(models.Model):
    """That a voter lets another one vote for her."""

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="proxy")
    to = models.ForeignKey(Voter, models.CASCADE, related_name="holds")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(voter=F("to")), name="no_proxy_to_oneself")
        ]

    def __str__(self) -> str:
        return f"{self.voter} by {self.to}"


class Protest(models.Model):
    """That a voter says: the vote entered for me by phone was not mine."""

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="protest")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"protest of {self.voter}"


class VoterLink(models.Model):
    """A link by mail, of 128 random bits, by which a voter votes without signing in."""

    voter = models.ForeignKey(Voter, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link of {self.voter}"

    @classmethod
    def make(cls, voter: Voter, *, at: datetime) -> str:
        """Return the token of a new link."""
        token = secrets.token_urlsafe(16)
        cls.objects.create(voter=voter, token_hash=hash_of(token), made_at=at)
        return token

    @classmethod
    def sweep(cls, on: date) -> int:
        """Remove the links of votes that closed long ago; returns how many."""
        return cls.objects.filter(voter__proposal__closed_at__date__lt=on - KEPT).delete()[0]


def is_over(proposal: Proposal, at: datetime) -> bool:
    """Whether nobody's vote is waited for any more: the hour has come, or everybody voted."""
    if proposal.closes_at is not None and at >= proposal.closes_at:
        return True
    return not Voter.objects.filter(proposal=proposal).not_voted().exists()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
