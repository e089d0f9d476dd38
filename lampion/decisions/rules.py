"""Who may propose, vote, lead and withdraw."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from lampion.decisions.counting import RANKED
from lampion.decisions.models import Decision, Method, Phase, Proposal, Scrutineer, Voter
from lampion.decisions.models.vote import is_over
from lampion.groups.rules import can_elect, can_lead_decisions, can_take_part, takes_part
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name
from lampion.tasks.rules import can_add_tasks


def most_proxies(section: Section, on: date) -> int:
    return Parameter.objects.value(section, Name.PROXIES, on=on)


def can_open(person: Person, proposal: Proposal) -> Verdict:
    if proposal.phase != Phase.DISCUSSION:
        return no(_("This vote was opened already, or the proposal was withdrawn."))
    if proposal.secret and not proposal.box.ready:
        return no(
            _("A secret vote opens once its scrutineers are named and each has kept her share.")
        )
    return can_lead_decisions(person, proposal.group)


def can_ask_secrecy(person: Person, proposal: Proposal) -> Verdict:
    """Anybody of the core may, also for a question that somebody else asked."""
    if proposal.phase != Phase.DISCUSSION:
        return no(_("This vote was opened already, or the proposal was withdrawn."))
    if proposal.method == Method.CONSENT:
        return no(_("Consent is not secret: an objection is said with its reason."))
    return can_take_part(person, proposal.group)


def can_name_scrutineers(person: Person, proposal: Proposal) -> Verdict:
    if not proposal.secret or proposal.phase != Phase.DISCUSSION:
        return no(_("Scrutineers are named before a secret vote opens."))
    return can_lead_decisions(person, proposal.group)


def can_take_share(scrutineer: Scrutineer) -> Verdict:
    if scrutineer.kept_at:
        return no(_("You have kept your share. It was shown once and is nowhere else."))
    if scrutineer.box.proposal.phase != Phase.DISCUSSION:
        return no(_("This vote was opened already, or the proposal was withdrawn."))
    return YES


def can_count_paper(scrutineer: Scrutineer) -> Verdict:
    """In place of sealed ballots, for a vote in a meeting."""
    proposal = scrutineer.box.proposal
    if proposal.phase != Phase.DISCUSSION:
        return no(_("This vote was opened already, or the proposal was withdrawn."))
    if proposal.method in RANKED:
        return no(_("Options in order are not counted on paper: open the vote here."))
    return YES


def can_open_box(scrutineer: Scrutineer, at: datetime) -> Verdict:
    """After the hour, or once everybody has voted: nobody is cut off."""
    proposal = scrutineer.box.proposal
    if proposal.phase != Phase.VOTE:
        return no(_("This vote is not open."))
    if scrutineer.opened_at:
        return no(
            _(
                "You have opened your seal. Another scrutineer opens hers, then the votes are counted."
            )
        )
    if not is_over(proposal, at):
        return no(
            _(
                "Somebody may still vote: the box is opened at its hour, or once everybody has voted."
            )
        )
    return YES


def can_close(person: Person, proposal: Proposal) -> Verdict:
    """Before its hour only when everybody has voted: nobody is cut off."""
    if proposal.phase != Phase.VOTE:
        return no(_("This vote is not open."))
    if proposal.secret:
        return no(_("Two scrutineers open a secret ballot."))
    if Voter.objects.filter(proposal=proposal).not_voted().exists():
        return no(_("Not everybody has voted yet: the vote closes by itself at its hour."))
    return can_lead_decisions(person, proposal.group)


def can_reword(person: Person, proposal: Proposal) -> Verdict:
    """Whoever proposed it may, and who leads the votes; once the vote is open nobody, whoever they are."""
    if proposal.phase != Phase.DISCUSSION:
        return no(_("The words are fixed once the vote is open: withdraw it and propose anew."))
    return YES if proposal.by_id == person.pk else can_lead_decisions(person, proposal.group)


def can_withdraw(person: Person, proposal: Proposal) -> Verdict:
    """Whoever proposed it may, until the vote opens; a responsable also afterwards."""
    if proposal.phase not in (Phase.DISCUSSION, Phase.VOTE):
        return no(_("What is decided or withdrawn is not withdrawn again."))
    if proposal.phase == Phase.DISCUSSION and proposal.by_id == person.pk:
        return YES
    return can_lead_decisions(person, proposal.group)


def can_vote_for(person: Person, voter: Voter) -> Verdict:
    """For oneself; for who gave her proxy; for an absent member on the phone, by who leads the votes."""
    if voter.person_id == person.pk or (_holds_proxy(person, voter) and may_use_link(voter)):
        return YES
    if voter.proposal.secret:
        return no(
            _(
                "In a secret vote nobody votes by phone for somebody else: whoever types it would know it."
            )
        )
    if not may_use_link(voter):
        return no(_("This member is no longer of the core: nobody votes in her place."))
    if voter.voted and voter.ballot.channel != "phone":
        return no(_("This member has voted already."))
    if voter.protested:
        return no(_("This member did not want a vote entered by phone."))
    if voter.represented_by:
        return no(_("This member gave a proxy to somebody else."))
    return can_lead_decisions(person, voter.proposal.group)


def _holds_proxy(person: Person, voter: Voter) -> bool:
    holder = voter.represented_by
    return holder is not None and holder.person_id == person.pk


def may_use_link(voter: Voter) -> bool:
    """A link opens as long as its owner is of the core."""
    return voter.person.is_active and takes_part(voter.person, voter.proposal.group)


def can_review(person: Person, decision: Decision) -> Verdict:
    if decision.ended_on:
        return no(_("This decision no longer holds."))
    return can_lead_decisions(person, decision.group)


def can_give_mandate(person: Person, decision: Decision) -> Verdict:
    if not decision.adopted or decision.ended_on:
        return no(_("Only a decision that holds can elect somebody."))
    return can_elect(person, decision.group)


def can_entrust(person: Person, decision: Decision) -> Verdict:
    """A no wants something done too: somebody tells those who asked."""
    if decision.ended_on:
        return no(_("This decision no longer holds."))
    return can_add_tasks(person, decision.group)
