"""The month's letters of a group: chosen, looked at, sent to the whole network, printed for who has no e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.models import Adoption
from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.kit.access import require
from lampion.letters.forms import RoundForm
from lampion.letters.models import AlreadySent, Appeal, NothingToSend, Round
from lampion.letters.models.appeal import AppealQuerySet
from lampion.letters.printing import round_pdf
from lampion.letters.rules import can_lead_letters
from lampion.people.requests import MemberRequest
from lampion.people.sending import once


def _offered(group: Group) -> AppealQuerySet:
    """Letters for cases that everybody may read: those by which the group stands before."""
    return (
        Appeal.objects.public(timezone.now())
        .filter(case__section=group.section_id)
        .told()
        .urgent_first()
    )


def _chosen(group: Group) -> list[int]:
    """What is ticked at first: the month's letter, urgent actions, and what the group stands by."""
    mine = set(Adoption.objects.open().filter(group=group).values_list("case", flat=True))
    return [one.pk for one in _offered(group) if one.case_id in mine or one.occasion != "standing"]


def _round(request: MemberRequest, pk: int) -> Round:
    """Return a round of a group whose letters the reader leads (else 404, or 403 with the reason)."""
    mine = Group.objects.joined_by(request.user)
    found = Round.objects.filter(group__in=mine).select_related("group__section", "by", "sent_by")
    round_ = get_object_or_404(found, pk=pk)
    require(can_lead_letters(request.user, round_.group))
    return round_


@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_lead_letters(request.user, group))
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        appeals=_offered(group),
        initial={"appeals": _chosen(group)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = Round.prepare(
            group, said["appeals"], said["words"], by=request.user, at=timezone.now()
        )
        return redirect("letters:round", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "letters/round_form.html", {"group": group, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def details(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _round(request, pk)
    initial = {"appeals": round_.appeals.all(), "words": round_.words}
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        appeals=_offered(round_.group),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            round_.change(form.cleaned_data["appeals"], form.cleaned_data["words"])
        except AlreadySent:
            messages.info(request, _("It left already."))
        return redirect("letters:round", pk)
    status = 422 if form.is_bound else 200
    context = {"group": round_.group, "form": form}
    return render(request, "letters/round_form.html", context, status=status)


@require_GET
@never_cache
def round_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Before: who gets what. After: how far it is, and who answered."""
    round_, now = _round(request, pk), timezone.now()
    context: dict[str, Any] = {"group": round_.group, "round": round_}
    if round_.sent_at:
        context["progress"] = round_.progress()
        context["appeals"] = round_.open_appeals(now)
    else:
        writers = round_.writers(now)
        context["appeals"] = round_.open_appeals(now)
        context["by_mail"] = [one for one in writers if not one.by_post]
        context["by_post"] = [one for one in writers if one.by_post]
        context["writers"] = writers
    return render(request, "letters/round.html", context)


@require_POST
def sending(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _round(request, pk)
    try:
        round_.send(by=request.user, at=timezone.now())
        messages.success(request, _("It leaves: within minutes for most."))
    except AlreadySent:
        messages.info(request, _("It left already."))
    except NothingToSend:
        messages.error(request, _("Nobody would get it, or its letters may not be sent any more."))
    return redirect("letters:round", pk)


@require_POST
def discarding(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _round(request, pk)
    try:
        round_.discard()
        messages.success(request, _("The draft is gone."))
    except AlreadySent:
        messages.info(request, _("It left already."))
        return redirect("letters:round", pk)
    return redirect("letters:group", round_.group_id)


@require_GET
@never_cache
def paper(request: MemberRequest, pk: int) -> HttpResponse:
    """One PDF for those who write by post: a cover and each letter in a window envelope, then the labels."""
    round_, now = _round(request, pk), timezone.now()
    made = round_pdf(round_, at=now)
    if made is None:
        raise Http404
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{_("letters")}.pdf"'
    return answer
