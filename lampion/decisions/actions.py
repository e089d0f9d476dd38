"""Verbs that cross nouns: opening and closing a vote, a vote by phone, the mandate of who was elected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lampion.decisions import counting
from lampion.decisions.counting import Choice, Outcome, Room, Rule
from lampion.decisions.models import (
    AlreadyOpened,
    Ballot,
    Box,
    Channel,
    Decision,
    ElectedMandate,
    NotReady,
    Phase,
    Proposal,
    Voter,
    VoterLink,
)
from lampion.decisions.models.decision import as_values
from lampion.decisions.models.vote import is_over
from lampion.decisions.wording import rule_in_words
from lampion.groups.models import Function, Group, Mandate
from lampion.groups.rules import core_of
from lampion.journal import models as journal
from lampion.mail import actions as mail
from lampion.people.models import Person


class VoteOpen(Exception):
    """Somebody may still vote: nobody closes before the hour."""


@transaction.atomic
def propose(
    group: Group,
    title: str,
    *,
    rule: Rule,
    by: Person,
    at: datetime,
    text: str,
    options: Sequence[str],
    secret: bool,
) -> Proposal:
    """Bring a question before the group, to be voted on in secret or openly."""
    made = Proposal.make(group, title, rule=rule, by=by, at=at, text=text, options=options)
    if secret:
        Box.ask(made, by=by, at=at)
    return made


@transaction.atomic
def open_vote(
    proposal: Proposal,
    *,
    closes_at: datetime,
    by: Person,
    at: datetime,
    present: Collection[int] = (),
) -> None:
    """Fix who may vote, and write to each of them with a link. present: keys of people who are there.

    Raises AlreadyOpened; NotReady while a scrutineer has no share; ValueError for an hour that is over.
    """
    held = proposal.locked()
    if held.phase != Phase.DISCUSSION:
        raise AlreadyOpened
    if held.secret and not held.box.ready:
        raise NotReady
    if closes_at <= at:
        raise ValueError
    voters = Voter.objects.bulk_create(
        Voter(proposal=held, person=person, present=person.pk in present)
        for person in core_of(held.group, timezone.localdate(at))
    )
    held.opened_at, held.closes_at = at, closes_at
    held.save(update_fields=["opened_at", "closes_at"])
    held.enter(Phase.VOTE, by=by, at=at)
    journal.write("opened vote", held, by=by, at=at, details={"voters": len(voters)})
    for voter in voters:
        _write_to(voter, held, "opening", at=at)


@transaction.atomic
def close_vote(proposal: Proposal, *, by: Person | None, at: datetime) -> Decision | None:
    """Count, and enter in the register what was decided. Closed twice is closed once.

    Raises VoteOpen if a person closes it before its hour while somebody has not voted, and for a secret vote,
    which only its scrutineers close.
    """
    held = proposal.locked()
    if held.phase != Phase.VOTE:
        return Decision.objects.filter(proposal=held).first()
    if held.secret or (by and not is_over(held, at)):
        raise VoteOpen
    ballots = Ballot.objects.filter(voter__proposal=held).values_list("choice", flat=True)
    return conclude(held, count(held, list(ballots)), by=by, at=at)


def conclude(
    held: Proposal, counted: Outcome, *, by: Person | None, at: datetime
) -> Decision | None:
    """End the vote with what was counted, and enter it in the register if it is a decision."""
    for waiting in ("opening", "share", "box"):
        mail.call_back(f"vote:{held.pk}:{waiting}:", at=at)
    held.closed_at, held.result = at, as_values(counted)
    held.save(update_fields=["closed_at", "result"])
    held.enter(Phase.DECIDED if counted.decided else Phase.UNDECIDED, by=by, at=at)
    journal.write("closed vote", held, by=by, at=at, details={"result": counted.result})
    if not counted.decided:
        return None
    title = held.title
    if counted.winner:
        title = f"{title} {held.options.get(pk=counted.winner).words}"
    return Decision.keep(
        held.group,
        title,
        words=held.text,
        method=held.method,
        counted=counted,
        proposal=held,
        by=by,
        at=at,
        on=timezone.localdate(at),
    )


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Person, at: datetime) -> None:
    """Take the proposal back, with the mails about it that wait. Raises AlreadyOpened as Proposal.withdraw."""
    proposal.withdraw(by=by, at=at)
    for box in Box.objects.filter(proposal=proposal):
        box.empty()
    mail.call_back(f"vote:{proposal.pk}:", at=at)


def count(proposal: Proposal, ballots: Sequence[Choice]) -> Outcome:
    """Count by the rule of the proposal."""
    voters = list(Voter.objects.filter(proposal=proposal).select_related("proxy__to"))
    there = sum(voter.present or _stands_in(voter) for voter in voters)
    options = tuple(proposal.options.values_list("pk", flat=True))
    return counting.outcome(proposal.rule, ballots, Room(len(voters), there, options))


def _stands_in(voter: Voter) -> bool:
    holder = voter.represented_by
    return holder is not None and holder.present


@transaction.atomic
def vote_by_phone(voter: Voter, choice: Choice, *, reason: str, by: Person, at: datetime) -> Ballot:
    """Enter what an absent member said, and tell her by mail, so that she may protest. Raises VoteClosed."""
    ballot = voter.vote(choice, by=by, at=at, channel=Channel.PHONE, reason=reason)
    _write_to(voter, voter.proposal, "by_phone", at=at)
    return ballot


def _write_to(voter: Voter, proposal: Proposal, template: str, *, at: datetime) -> None:
    person = voter.person
    if not person.email:
        return
    token = VoterLink.make(voter, at=at)
    with override(person.language):
        page = reverse("decisions:link", args=[token])
        rule = rule_in_words(proposal.rule)
    mail.queue(
        f"decisions/mail/{template}",
        to=person.email,
        language=person.language,
        topic="vote",
        context={
            "person": person,
            "proposal": proposal,
            "closes_at": timezone.localtime(proposal.closes_at),
            "rule": rule,
            "link": settings.SITE_URL + page,
        },
        key=f"vote:{proposal.pk}:{template}:{voter.pk}:{at.timestamp()}",
    )


@transaction.atomic
def give_mandate(
    decision: Decision, person: Person, function: Function, *, by: Person, on: date
) -> Mandate:
    """Give the function to whom the decision elected; the decision points at the mandate. Twice is once."""
    mandate = Mandate.give(decision.group, person, function, by=by, on=on)
    ElectedMandate.objects.get_or_create(mandate=mandate, defaults={"decision": decision})
    return mandate
