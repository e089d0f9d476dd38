"""A secret vote: asked for, its scrutineers, their shares, and the two who open the box."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from lampion.decisions import sealing
from lampion.decisions.actions import VoteOpen
from lampion.decisions.models import AlreadyOpened, Box, Scrutineer, Tally, VoteClosed
from lampion.decisions.reach import one_proposal, one_scrutineer
from lampion.decisions.rules import (
    can_ask_secrecy,
    can_count_paper,
    can_name_scrutineers,
    can_open_box,
    can_take_share,
)
from lampion.decisions.scrutiny import WrongShare, count_paper, name_scrutineers, open_box
from lampion.decisions.scrutiny_forms import PaperForm, ScrutineersForm, ShareForm
from lampion.decisions.wording import rule_in_words
from lampion.groups.rules import core_of
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


@require_POST
def secrecy(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask that the vote be secret; anybody of the core may."""
    found = one_proposal(request, pk)
    require(can_ask_secrecy(request.user, found))
    try:
        Box.ask(found, by=request.user, at=timezone.now())
        messages.success(request, _("The vote will be secret. Name the scrutineers next."))
    except AlreadyOpened:
        messages.error(request, _("This vote was opened already, or the proposal was withdrawn."))
    return redirect("decisions:proposal", pk)


@require_http_methods(["GET", "POST"])
def scrutineers(request: MemberRequest, pk: int) -> HttpResponse:
    found = one_proposal(request, pk)
    require(can_name_scrutineers(request.user, found))
    named = [one.person for one in found.box.scrutineers.all()]
    form = ScrutineersForm(
        request.POST if request.method == "POST" else None,
        proposal=found,
        people=core_of(found.group, timezone.localdate()),
        initial=dict(zip(("first", "second", "third"), named, strict=False)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            name_scrutineers(found.box, form.people(), by=request.user, at=timezone.now())
            messages.success(request, _("Each scrutineer now takes her share, on her own screen."))
        except AlreadyOpened:
            messages.error(
                request, _("This vote was opened already, or the proposal was withdrawn.")
            )
        return redirect("decisions:proposal", pk)
    status = 422 if request.method == "POST" else 200
    context = {"group": found.group, "proposal": found, "form": form}
    return render(request, "decisions/scrutineers.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_variables()
def share(request: MemberRequest, pk: int) -> HttpResponse:
    """GET says what a share is; POST makes one and shows it in its answer, as it is kept nowhere."""
    mine = one_scrutineer(request, pk)
    require(can_take_share(mine))
    proposal = mine.box.proposal
    context: dict[str, Any] = {
        "group": proposal.group,
        "proposal": proposal,
        "scrutineer": mine,
    }
    if request.method == "GET":
        return render(request, "decisions/share.html", context)
    try:
        made = mine.take_share()
    except AlreadyOpened:
        messages.error(request, _("This vote was opened already, or the proposal was withdrawn."))
        return redirect("decisions:proposal", pk)
    lines = sealing.share_in_words(made)
    drawn = segno.make("\n".join(" ".join(line) for line in lines), error="m")
    square = drawn.svg_inline(omitsize=True, border=4, light="#fff")
    context |= {
        "lines": lines,
        "qr": mark_safe(square),
        "public_key": sealing.public_key_of(made),
        "today": timezone.localdate(),
    }
    return render(request, "decisions/share_shown.html", context)


@require_POST
def keeping(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the share on one's screen is kept."""
    mine = one_scrutineer(request, pk)
    try:
        if mine.keep_share(request.POST.get("public_key", ""), at=timezone.now()):
            messages.success(
                request, _("Noted. The vote opens once every scrutineer has kept hers.")
            )
            return redirect("decisions:proposal", pk)
        messages.error(request, _("These words are void: others were shown since. Take your share once more."))  # fmt: skip
    except AlreadyOpened:
        messages.info(
            request, _("You have kept your share. It was shown once and is nowhere else.")
        )
        return redirect("decisions:proposal", pk)
    return redirect("decisions:share", pk)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def counting(request: MemberRequest, pk: int) -> HttpResponse:
    """A scrutineer types her share; the second one counts with it."""
    mine = one_scrutineer(request, pk)
    now, proposal = timezone.now(), mine.box.proposal
    require(can_open_box(mine, now))
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_box(mine, form.cleaned_data["share"], at=now)
        except WrongShare:
            form.add_error(None, _("These words are of another sheet: of another vote, or not the last ones that you were shown."))  # fmt: skip
        except (VoteOpen, VoteClosed):
            messages.error(request, _("The votes are counted already, or the vote goes on."))
        if form.is_valid():
            return redirect("decisions:proposal", pk)
    opened = [one for one in mine.box.scrutineers.all() if one.opened_at]
    context = {"group": proposal.group, "proposal": proposal, "form": form, "opened": opened}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/counting.html", context, status=status)


@require_http_methods(["GET", "POST"])
def paper(request: MemberRequest, pk: int) -> HttpResponse:
    """A scrutineer types what she counted on paper, and never sees what another one typed."""
    mine = one_scrutineer(request, pk)
    require(can_count_paper(mine))
    now, proposal = timezone.now(), mine.box.proposal
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        proposal=proposal,
        electorate=len(core_of(proposal.group, timezone.localdate(now))),
    )
    tallies = Tally.objects.filter(scrutineer__box=mine.box).exclude(scrutineer=mine)
    if request.method == "POST" and form.is_valid():
        try:
            count_paper(mine, form.cleaned_data, at=now)
        except AlreadyOpened:
            messages.error(request, _("The votes are counted already, or the vote goes on."))
        else:
            _say_what_became(request, mine, bool(tallies))
        return redirect("decisions:proposal", pk)
    status = 422 if request.method == "POST" else 200
    context = {"group": proposal.group, "proposal": proposal, "form": form}
    context |= {"rule": rule_in_words(proposal.rule), "others": len(tallies)}
    return render(request, "decisions/paper.html", context, status=status)


def _say_what_became(request: MemberRequest, mine: Scrutineer, others: bool) -> None:
    proposal = mine.box.proposal
    proposal.refresh_from_db(fields=["closed_at"])
    if proposal.closed:
        messages.success(request, _("Both counted the same: the result stands."))
    elif others:
        messages.error(request, _("The counts differ, so nothing is decided. Count the papers again together; then each of you types the numbers anew."))  # fmt: skip
    else:
        messages.success(request, _("Noted. Now another scrutineer types what she counted."))
