"""What the scrutineers of a secret vote do: named, called, opening the box one after the other, or counting paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lampion.decisions import counting, sealing
from lampion.decisions.actions import VoteOpen, conclude, count
from lampion.decisions.counting import Outcome, Room
from lampion.decisions.models import (
    AlreadyOpened,
    Box,
    Decision,
    Phase,
    Proposal,
    Scrutineer,
    SealedBallot,
    Tally,
    VoteClosed,
)
from lampion.decisions.models.vote import is_over
from lampion.groups.rules import core_of
from lampion.journal import models as journal
from lampion.mail import actions as mail
from lampion.people.models import Person


class WrongShare(Exception):
    """A share of somebody else, or of another vote."""


@transaction.atomic
def name_scrutineers(box: Box, people: Sequence[Person], *, by: Person, at: datetime) -> None:
    """Name two or three, and write to each who was not named before. Raises as Box.name_scrutineers."""
    box.name_scrutineers(people, by=by, at=at)
    for one in box.scrutineers.filter(kept_at=None).select_related("box__proposal", "person"):
        _write_to_scrutineer(one, "share", "decisions:share")


def call_scrutineers(proposal: Proposal) -> None:
    """Tell those who have not opened that the box waits; one mail each, ever."""
    for one in proposal.box.scrutineers.filter(opened_at=None).select_related("person"):
        _write_to_scrutineer(one, "box", "decisions:counting")


def _write_to_scrutineer(one: Scrutineer, template: str, page: str) -> None:
    person, proposal = one.person, one.box.proposal
    if not person.email:
        return
    with override(person.language):
        link = settings.SITE_URL + reverse(page, args=[proposal.pk])
    mail.queue(
        f"decisions/mail/{template}",
        to=person.email,
        language=person.language,
        topic="vote",
        context={"person": person, "proposal": proposal, "link": link},
        key=f"vote:{proposal.pk}:{template}:{one.pk}",
    )


@transaction.atomic
def open_box(scrutineer: Scrutineer, share: bytes, *, at: datetime) -> Decision | None:
    """Take a scrutineer's seal off every ballot. The first one unties them from their voters, the second one counts.

    Twice is once. Raises VoteClosed; VoteOpen before the hour while somebody has not voted; WrongShare.
    """
    held = scrutineer.box.proposal.locked()
    if held.phase != Phase.VOTE:
        raise VoteClosed
    if not is_over(held, at):
        raise VoteOpen
    mine = held.box.scrutineers.get(pk=scrutineer.pk)
    if sealing.public_key_of(share) != mine.public_key:
        raise WrongShare
    if mine.opened_at:
        return None
    mine.opened_at = at
    mine.save(update_fields=["opened_at"])
    journal.write("opened box", held, by=mine.person, at=at)
    if held.box.shuffled is None:
        _untie(held, mine, share, at=at)
        return None
    return _count_box(held, mine, share, at=at)


def _untie(held: Proposal, mine: Scrutineer, share: bytes, *, at: datetime) -> None:
    """Keep the inner seals in the order of their random bytes; from here on no ballot has a voter."""
    box, key, inner = held.box, sealing.key_of(share), []
    for ballot in SealedBallot.objects.filter(voter__proposal=held).exclude(sealed=""):
        try:
            outer = ballot.seals()[str(mine.pk)]
            whose = {"proposal": held.pk, "voter": ballot.voter_id}
            inner.append(sealing.take_outer_seal_off(outer, key, **whose))
        except (sealing.Broken, KeyError):
            box.refused += 1
    SealedBallot.objects.filter(voter__proposal=held).update(sealed="")
    box.shuffled = sorted(inner, key=lambda seals: sorted(seals.items()))
    box.save(update_fields=["shuffled", "refused"])
    held.closes_at = min(held.closes_at or at, at)
    held.save(update_fields=["closes_at"])


def _count_box(held: Proposal, mine: Scrutineer, share: bytes, *, at: datetime) -> Decision | None:
    """Count in memory; write the list of codes and choices; destroy what was sealed."""
    box, key, said = held.box, sealing.key_of(share), []
    assert box.shuffled is not None
    options = set(held.options.values_list("pk", flat=True))
    for seals in box.shuffled:
        try:
            code, choice = sealing.read_ballot(seals[str(mine.pk)], key, proposal=held.pk)
            said.append((code, counting.checked(held.method, choice, options)))
        except (sealing.Broken, KeyError, ValueError):
            box.refused += 1
    counted = count(held, [choice for _code, choice in said])
    if box.refused:
        counted.steps.insert(0, {"say": "refused", "count": box.refused})
    box.listed = sorted(said, key=lambda one: one[0])
    box.save(update_fields=["listed", "refused"])
    box.empty()
    return conclude(held, counted, by=mine.person, at=at)


@transaction.atomic
def count_paper(
    scrutineer: Scrutineer, numbers: Mapping[str, int], *, at: datetime
) -> Decision | None:
    """Note what a scrutineer counted on paper. Once two typed the same numbers, it is decided.

    numbers: yes, no and abstain; or blank, chosen and option_<key> for each; and present, if the quorum looks at it.
    Raises AlreadyOpened; the numbers are kept if they differ from another one's: returns None, as for the first.
    """
    held = scrutineer.box.proposal.locked()
    if held.phase != Phase.DISCUSSION:
        raise AlreadyOpened
    said = {"numbers": dict(numbers), "at": at}
    Tally.objects.update_or_create(scrutineer=scrutineer, defaults=said)
    others = Tally.objects.filter(scrutineer__box=held.box).exclude(scrutineer=scrutineer)
    if not any(other.numbers == said["numbers"] for other in others):
        return None
    first = min(other.at for other in others)
    held.opened_at, held.closes_at = min(first, at - timedelta(microseconds=1)), at
    held.save(update_fields=["opened_at", "closes_at"])
    return conclude(held, _counted_on_paper(held, numbers, at), by=scrutineer.person, at=at)


def _counted_on_paper(held: Proposal, numbers: Mapping[str, int], at: datetime) -> Outcome:
    options = tuple(held.options.values_list("pk", flat=True))
    electorate = len(core_of(held.group, timezone.localdate(at)))
    room = Room(electorate, numbers.get("present", 0), options)
    if not options:
        return counting.close_with(
            held.rule, numbers["yes"], numbers["no"], numbers["abstain"], room
        )
    scores = {option: numbers[f"option_{option}"] for option in options}
    chosen, blank = numbers["chosen"], numbers["blank"]
    return counting.close_approval_with(held.rule, scores, chosen, blank, room)
