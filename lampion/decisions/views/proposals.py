"""A proposal on its way: made, talked about, opened to votes, closed or withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.decisions.actions import VoteOpen, close_vote, open_vote, propose, withdraw
from lampion.decisions.forms import CommentForm, NewProposalForm, OpeningForm, RewordingForm
from lampion.decisions.models import AlreadyOpened, ChangedMeanwhile, NotReady, Proposal
from lampion.decisions.reach import core_group, one_proposal
from lampion.decisions.rules import can_close, can_open, can_reword, can_withdraw
from lampion.decisions.views.showing import shown
from lampion.decisions.wording import rule_in_words
from lampion.groups.rules import core_of
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once


@require_http_methods(["GET", "POST"])
@once
def proposals(request: MemberRequest, pk: int) -> HttpResponse:
    group = core_group(request, pk)
    form = NewProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = propose(
            group,
            **form.words(),
            secret=form.cleaned_data["secret"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Your proposal is before the group."))
        return redirect("decisions:proposal", made.pk)
    status = 422 if request.method == "POST" else 200
    context = {"group": group, "form": form}
    return render(request, "decisions/proposals.html", context, status=status)


@require_GET
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, one_proposal(request, pk))


def _page(request: MemberRequest, found: Proposal, status: int = 200, **forms: Any) -> HttpResponse:
    context = shown(found, request.user, timezone.now()) | forms
    return render(request, "decisions/proposal.html", context, status=status)


@require_http_methods(["GET", "POST"])
def rewording(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words before the vote opens. What somebody else wrote meanwhile is shown, not overwritten."""
    found = one_proposal(request, pk)
    require(can_reword(request.user, found))
    sent = request.POST if request.method == "POST" else None
    form = RewordingForm(
        sent, initial=RewordingForm.initial_of(found), secret=hasattr(found, "box")
    )
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            found.reword(**form.words(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved. What it said before stays readable."))
            return redirect("decisions:proposal", pk)
        except AlreadyOpened:
            messages.error(
                request, _("This vote was opened already, or the proposal was withdrawn.")
            )
            return redirect("decisions:proposal", pk)
        except ChangedMeanwhile:
            meanwhile = one_proposal(request, pk)
            form.read_again(meanwhile)
    context = {"group": found.group, "proposal": found, "form": form, "meanwhile": meanwhile}
    if meanwhile:
        context["rule"] = rule_in_words(meanwhile.rule)
    status = 409 if meanwhile else 422 if form.is_bound else 200
    return render(request, "decisions/rewording.html", context, status=status)


@require_POST
@once(back="decisions:proposal")
def comments(request: MemberRequest, pk: int) -> HttpResponse:
    found = one_proposal(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, comment_form=form)
    found.comment(form.cleaned_data["text"], by=request.user, at=timezone.now())
    return redirect("decisions:proposal", pk)


@require_http_methods(["GET", "POST"])
def opening(request: MemberRequest, pk: int) -> HttpResponse:
    """Who may vote and by which rule is said once more; POST opens the vote and writes to each."""
    found = one_proposal(request, pk)
    require(can_open(request.user, found))
    people = core_of(found.group, timezone.localdate())
    form = OpeningForm(request.POST or None, proposal=found, people=people)
    if request.method == "POST" and form.is_valid():
        present = form.cleaned_data.get("present", [])
        now = timezone.now()
        try:
            open_vote(found, closes_at=form.closes_at(), present=present, by=request.user, at=now)
        except NotReady:
            messages.error(
                request,
                _(
                    "A secret vote opens once its scrutineers are named and each has kept her share."
                ),
            )
        except AlreadyOpened:
            messages.error(
                request, _("This vote was opened already, or the proposal was withdrawn.")
            )
        else:
            messages.success(request, _("The vote is open. Each member of the core gets a mail."))
        return redirect("decisions:proposal", pk)
    rule = rule_in_words(found.rule)
    context = {
        "group": found.group,
        "proposal": found,
        "form": form,
        "people": people,
        "rule": rule,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/opening.html", context, status=status)


@require_POST
def closing(request: MemberRequest, pk: int) -> HttpResponse:
    found = one_proposal(request, pk)
    require(can_close(request.user, found))
    try:
        decided = close_vote(found, by=request.user, at=timezone.now())
        if decided:
            return redirect("decisions:decision", decided.pk)
    except VoteOpen:
        messages.error(
            request, _("Not everybody has voted yet: the vote closes by itself at its hour.")
        )
    return redirect("decisions:proposal", pk)


@require_http_methods(["GET", "POST"])
def withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes the proposal back."""
    found = one_proposal(request, pk)
    require(can_withdraw(request.user, found))
    if request.method == "POST":
        try:
            withdraw(found, by=request.user, at=timezone.now())
            messages.success(request, _("The proposal is withdrawn."))
        except AlreadyOpened:
            messages.error(request, _("What is decided or withdrawn is not withdrawn again."))
        return redirect("decisions:proposal", pk)
    context = {"group": found.group, "proposal": found}
    return render(request, "decisions/withdrawal.html", context)
