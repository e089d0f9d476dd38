"""What the page of a proposal shows, to its reader and to who comes by a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lampion.decisions.forms import BallotForm, CommentForm, ProxyForm
from lampion.decisions.models import Comment, Decision, Phase, Proposal, Voter, Wording
from lampion.decisions.rules import (
    can_ask_secrecy,
    can_close,
    can_count_paper,
    can_name_scrutineers,
    can_open,
    can_open_box,
    can_reword,
    can_take_share,
    can_vote_for,
    can_withdraw,
)
from lampion.decisions.wording import (
    arithmetic,
    choice_in_words,
    result_in_words,
    rule_in_words,
)
from lampion.people.models import Person


def open_now(proposal: Proposal, at: datetime) -> bool:
    """Whether a ballot is taken: at its hour the vote is over, also before it is counted."""
    closes_at = proposal.closes_at
    return proposal.phase == Phase.VOTE and closes_at is not None and at < closes_at


def shown(proposal: Proposal, person: Person, at: datetime) -> dict[str, Any]:
    voters = list(Voter.objects.filter(proposal=proposal).with_everything())
    for voter in voters:
        voter.proposal = proposal
    mine = next((voter for voter in voters if voter.person_id == person.pk), None)
    talk = discussion(proposal)
    changes = [one.was for one in talk if one.was]
    context = {
        "group": proposal.group,
        "proposal": proposal,
        "discussion": talk,
        "changed": changes[-1] if changes else None,
        "comment_form": CommentForm(),
        "may_open": can_open(person, proposal),
        "may_close": can_close(person, proposal),
        "may_reword": can_reword(person, proposal),
        "may_withdraw": can_withdraw(person, proposal),
        "is_open": open_now(proposal, at),
        "mine": mine,
        "voters": voters,
        "voted": sum(voter.voted for voter in voters),
        "ballot_form": None,
        "proxy_form": None,
        "others": [],
    }
    if context["is_open"]:
        others = [voter for voter in voters if voter is not mine]
        context["others"] = [voter for voter in others if can_vote_for(person, voter)]
        if mine:
            context["ballot_form"] = BallotForm(
                proposal=proposal, initial=BallotForm.initial_of(mine)
            )
            context["proxy_form"] = ProxyForm(voter=mine, prefix="proxy")
    return context | said(proposal) | result_of(proposal, voters) | scrutiny(proposal, person, at)


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the discussion; or that the words of the proposal changed, with how it was counted before."""

    what: Comment | Wording
    was: Wording | None = None
    rule: list[str] = field(default_factory=list)


def discussion(proposal: Proposal) -> list[Said]:
    """What was said, and each change of the proposal between the words that it came between."""
    said = [Said(one) for one in proposal.comments.select_related("by")]
    said += [
        Said(one, one, rule_in_words(one.rule)) for one in proposal.wordings.select_related("by")
    ]
    return sorted(said, key=lambda one: one.what.at)


def said(proposal: Proposal) -> dict[str, Any]:
    """The rule and the state in words."""
    return {"rule": rule_in_words(proposal.rule), "phase": proposal.phase}


def result_of(proposal: Proposal, voters: list[Voter]) -> dict[str, Any]:
    """The arithmetic, and who voted what: only after the close."""
    if proposal.result is None:
        return {"result": "", "steps": [], "ballots": [], "codes": [], "decision": None}
    options = {option.pk: option.words for option in proposal.options.all()}
    ballots = [
        (voter, choice_in_words(voter.ballot.choice, proposal.method, options))
        for voter in voters
        if hasattr(voter, "ballot")
    ]
    codes = proposal.box.listed or [] if proposal.secret else []
    return {
        "result": result_in_words(proposal.result["result"]),
        "steps": arithmetic(proposal.result["steps"], options),
        "ballots": ballots,
        "codes": [
            (code, choice_in_words(choice, proposal.method, options)) for code, choice in codes
        ],
        "decision": Decision.objects.filter(proposal=proposal).first(),
    }


def scrutiny(proposal: Proposal, person: Person, at: datetime) -> dict[str, Any]:
    """Who holds the keys of a secret vote, and what the reader may do about them."""
    context: dict[str, Any] = {
        "scrutineers": [],
        "may_ask_secrecy": False,
        "may_name": False,
        "may_take": False,
        "may_count": False,
        "may_count_paper": False,
    }
    if not proposal.secret:
        return context | {"may_ask_secrecy": can_ask_secrecy(person, proposal)}
    scrutineers = list(proposal.box.scrutineers.all())
    mine = next((one for one in scrutineers if one.person_id == person.pk), None)
    context |= {
        "scrutineers": scrutineers,
        "may_name": can_name_scrutineers(person, proposal),
    }
    if mine:
        mine.box = proposal.box
        context |= {
            "may_take": can_take_share(mine),
            "may_count": can_open_box(mine, at),
            "may_count_paper": can_count_paper(mine),
        }
    return context
