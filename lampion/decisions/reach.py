"""What of a group's decisions there is for whoever asks: for its core; to others of the group a no, else nothing."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from lampion.decisions.models import Decision, Proposal, Scrutineer, Voter
from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.groups.rules import can_take_part
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


def core_group(request: MemberRequest, pk: int) -> Group:
    group = own_group(request, pk)
    require(can_take_part(request.user, group))
    return group


def one_proposal(request: MemberRequest, pk: int) -> Proposal:
    proposals = Proposal.objects.filter(group__in=Group.objects.joined_by(request.user))
    related = proposals.select_related("group__section", "by", "box")
    related = related.prefetch_related("phases", "options", "box__scrutineers__person")
    proposal = get_object_or_404(related, pk=pk)
    require(can_take_part(request.user, proposal.group))
    return proposal


def one_voter(request: MemberRequest, pk: int) -> Voter:
    reached = Voter.objects.filter(proposal__group__in=Group.objects.joined_by(request.user))
    related = reached.with_everything().select_related("proposal__group__section", "proposal__box")
    voter = get_object_or_404(related, pk=pk)
    require(can_take_part(request.user, voter.proposal.group))
    return voter


def one_scrutineer(request: MemberRequest, pk: int) -> Scrutineer:
    """Find what the reader is in the vote on a proposal; for everybody else there is nothing (404)."""
    proposal = one_proposal(request, pk)
    mine = get_object_or_404(Scrutineer, box__proposal=proposal, person=request.user)
    mine.box = proposal.box
    return mine


def one_decision(request: MemberRequest, pk: int) -> Decision:
    reached = Decision.objects.filter(group__in=Group.objects.joined_by(request.user))
    decision = get_object_or_404(reached.select_related("group__section", "proposal", "by"), pk=pk)
    require(can_take_part(request.user, decision.group))
    return decision
