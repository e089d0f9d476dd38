"""Ballots: on the page, for somebody else, and by the link in a mail, without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from lampion.decisions.actions import vote_by_phone
from lampion.decisions.forms import BallotForm, ProxyForm
from lampion.decisions.models import (
    Channel,
    ProxyRefused,
    SealedBallot,
    VoteClosed,
    Voter,
    VoterLink,
)
from lampion.decisions.models.vote import hash_of
from lampion.decisions.reach import one_proposal, one_voter
from lampion.decisions.rules import can_vote_for, may_use_link, most_proxies
from lampion.decisions.views.showing import open_now, result_of, said, shown
from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest


@require_POST
@never_cache
@sensitive_post_parameters()
def ballot(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = one_proposal(request, pk)
    mine = get_object_or_404(proposal.voters, person=request.user)
    mine.proposal = proposal
    form = BallotForm(request.POST, proposal=proposal)
    now = timezone.now()
    if not form.is_valid():
        context = shown(proposal, request.user, now) | {"ballot_form": form}
        return render(request, "decisions/proposal.html", context, status=422)
    back = reverse("decisions:proposal", args=[pk])
    return _cast(request, mine, form, Channel.PAGE, back)


@sensitive_variables()
def _cast(
    request: HttpRequest, voter: Voter, form: BallotForm, channel: Channel, back: str
) -> HttpResponse:
    """Vote, and go back; after a secret vote the code is shown in the answer, as it is kept nowhere."""
    try:
        by = voter.person if channel == Channel.LINK else request.user
        assert isinstance(by, Person)
        at = timezone.now()
        if voter.proposal.secret:
            code = SealedBallot.put(voter, form.choice, by=by, at=at, channel=channel)
            context = {"proposal": voter.proposal, "voter": voter, "code": code, "back": back}
            context["section"] = voter.proposal.group.section
            return render(request, "decisions/code.html", context)
        if channel == Channel.PHONE:
            vote_by_phone(voter, form.choice, reason=form.reason(), by=by, at=at)
        else:
            voter.vote(form.choice, by=by, at=at, channel=channel, reason=form.reason())
        messages.success(
            request, _("Noted. You may change it until the close: the last one counts.")
        )
    except VoteClosed:
        messages.error(request, _("Too late: this vote is closed."))
    return redirect(back)


@require_POST
def proxy(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the proxy to who is named; to nobody: take it back."""
    proposal = one_proposal(request, pk)
    mine = get_object_or_404(proposal.voters.select_related("proposal"), person=request.user)
    now = timezone.now()
    form = ProxyForm(request.POST, voter=mine, prefix="proxy")
    try:
        if "back" in request.POST:
            mine.take_proxy_back(at=now)
            messages.success(request, _("You vote yourself."))
        elif form.is_valid():
            most = most_proxies(proposal.group.section, timezone.localdate(now))
            mine.give_proxy(form.cleaned_data["to"], most=most, at=now)
            messages.success(request, _("Noted. If you vote yourself, your own vote counts."))
        else:
            context = shown(proposal, request.user, now) | {"proxy_form": form}
            return render(request, "decisions/proposal.html", context, status=422)
    except VoteClosed:
        messages.error(request, _("Too late: this vote is closed."))
    except ProxyRefused:
        messages.error(
            request,
            _("This person cannot vote for you: she gave her own vote away, or already votes for as many as is allowed."),
        )  # fmt: skip
    return redirect("decisions:proposal", pk)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def voter(request: MemberRequest, pk: int) -> HttpResponse:
    """Vote for who gave a proxy, or enter what an absent member says on the phone."""
    found = one_voter(request, pk)
    require(can_vote_for(request.user, found))
    proposal, holder = found.proposal, found.represented_by
    if found.person_id == request.user.pk or not open_now(proposal, timezone.now()):
        return redirect("decisions:proposal", proposal.pk)
    by_proxy = holder is not None and holder.person_id == request.user.pk
    form = BallotForm(
        request.POST if request.method == "POST" else None,
        proposal=proposal,
        initial=BallotForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        back = reverse("decisions:proposal", args=[proposal.pk])
        return _cast(request, found, form, Channel.PROXY if by_proxy else Channel.PHONE, back)
    context = {"group": proposal.group, "proposal": proposal, "voter": found, "form": form}
    status = 422 if request.method == "POST" else 200
    context |= said(proposal) | {"by_proxy": by_proxy}
    return render(request, "decisions/voter.html", context, status=status)


# --- by the link in a mail ---------------------------------------------------------------------


def _by_token(token: str) -> Voter:
    """Find whose link it is. Whoever left the core has none any more (404)."""
    related = ("voter__person", "voter__proposal__group__section", "voter__proposal__box")
    links = VoterLink.objects.select_related(*related)
    found = get_object_or_404(links, token_hash=hash_of(token)).voter
    if not may_use_link(found):
        raise Http404
    return found


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question, its rule and the ballot; POST votes."""
    found = _by_token(token)
    proposal = found.proposal
    sent = request.POST if request.method == "POST" else None
    form = BallotForm(sent, proposal=proposal, initial=BallotForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        return _cast(request, found, form, Channel.LINK, reverse("decisions:link", args=[token]))
    context = {"proposal": proposal, "voter": found, "form": form, "token": token}
    context |= {"is_open": open_now(proposal, timezone.now()), "section": proposal.group.section}
    context |= said(proposal) | result_of(proposal, []) | {"by_phone": _by_phone(found)}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/link.html", context, status=status)


def _by_phone(voter: Voter) -> bool:
    return hasattr(voter, "ballot") and voter.ballot.channel == Channel.PHONE


@login_not_required
@never_cache
@require_POST
def protest(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the vote entered by phone was not mine."""
    found = _by_token(token)
    found.refuse_phone_vote(at=timezone.now())
    messages.success(request, _("Noted: this vote was not yours. The group sees your protest."))
    return redirect("decisions:link", token)
