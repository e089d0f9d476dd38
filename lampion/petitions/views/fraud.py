"""The fraud desk of a petition: a GET counts, and opens nothing; what opens or changes signatures is a POST."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lampion.journal import models as journal
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.petitions import fraud, fraud_trends
from lampion.petitions.fraud_forms import ApplyForm, ConditionForm
from lampion.petitions.models import Closed, Condition, KeyDestroyed, Petition
from lampion.petitions.reach import office_petition

REASONS = (fraud.CONNECTION, fraud.HOT)


@require_GET
def desk(request: MemberRequest, pk: int) -> HttpResponse:
    found = _petition(request, pk)
    return render(request, "petitions/fraud.html", _page(found))


def _petition(request: MemberRequest, pk: int) -> Petition:
    found = office_petition(request, pk)
    if not found.published_at:
        raise Http404
    return found


def _page(found: Petition, form: ConditionForm | None = None) -> dict[str, Any]:
    reasons, conditions = fraud_trends.set_aside(found)
    may = found.closed_at is None and found.key.destroyed_at is None
    return {
        "petition": found,
        "section": found.section,
        "title": found.words().title,
        "reasons": reasons,
        "conditions": conditions,
        "hours": fraud_trends.hours(found, timezone.now()),
        "form": (form or ConditionForm(petition=found)) if may else None,
        "most": 3 * fraud_trends.MOST,
        "fewest": fraud_trends.FEWEST,
    }


@never_cache
@require_POST
def trends(request: MemberRequest, pk: int) -> HttpResponse:
    """Open one signature of each line that is shown; the journal says who looked."""
    found, now = _petition(request, pk), timezone.now()
    try:
        shown = fraud_trends.trends(found, now)
    except KeyDestroyed:
        messages.error(request, _closed())
        return redirect("petitions:office-desk", pk)
    journal.write("looked at what signs most", found, by=request.user, at=now)
    return render(request, "petitions/fraud.html", _page(found) | {"trends": shown})


def _closed() -> str:
    return _("The petition is closed: its number does not change any more.")


@never_cache
@require_POST
@once
def conditions(request: MemberRequest, pk: int) -> HttpResponse:
    """Count what meets a condition; or set it aside, if that is what was counted."""
    found, now = _petition(request, pk), timezone.now()
    form = ConditionForm(request.POST, petition=found)
    if not form.is_valid():
        return render(request, "petitions/fraud.html", _page(found, form), status=422)
    if found.closed_at or found.key.destroyed_at:
        messages.error(request, _closed())
        return redirect("petitions:office-desk", pk)
    if "seen" not in request.POST:
        return _counted(request, form, ApplyForm())
    deed = ApplyForm(request.POST)
    if not deed.is_valid():
        return _counted(request, form, deed, status=422)
    condition, said = form.condition(), deed.cleaned_data
    condition.reason, condition.standing = said["reason"], said["standing"]
    try:
        made = fraud.apply(condition, seen=said["seen"], by=request.user, at=now)
    except fraud.Different:
        deed.add_error(
            None, _("Meanwhile other signatures came or left: look at the numbers again.")
        )
        return _counted(request, form, deed, status=422)
    except Closed:
        messages.error(request, _closed())
        return redirect("petitions:office-desk", pk)
    text = ngettext(
        "%(count)s signature is set aside.", "%(count)s signatures are set aside.", made.touched
    )
    messages.success(request, text % {"count": made.touched})
    return redirect("petitions:office-desk", pk)


def _counted(
    request: MemberRequest, form: ConditionForm, deed: ApplyForm, *, status: int = 200
) -> HttpResponse:
    found = form.petition
    context = {
        "petition": found,
        "section": found.section,
        "title": found.words().title,
        "form": form,
        "deed": deed,
        "met": fraud.met(form.condition()),
    }
    return render(request, "petitions/fraud_condition.html", context, status=status)


@require_POST
def undoing(request: MemberRequest, pk: int, condition: int) -> HttpResponse:
    """All that a condition set aside counts again, and nobody is held against it any more."""
    found = _petition(request, pk)
    undone = get_object_or_404(
        Condition.objects.select_related("petition"), petition=found, pk=condition
    )
    return _done(request, pk, lambda: fraud.undo(undone, by=request.user, at=timezone.now()))


@require_POST
def aside(request: MemberRequest, pk: int) -> HttpResponse:
    """Let count, or set aside again, what signing itself set aside for one reason."""
    found, why = _petition(request, pk), request.POST.get("why", "")
    if why not in REASONS:
        messages.error(request, _("Say which of them you mean."))
        return redirect("petitions:office-desk", pk)
    verb = fraud.set_aside_again if "again" in request.POST else fraud.let_count
    return _done(request, pk, lambda: verb(found, why, by=request.user, at=timezone.now()))


def _done(request: MemberRequest, pk: int, deed: Any) -> HttpResponse:
    try:
        number: int = deed()
    except Closed:
        messages.error(request, _closed())
    else:
        text = ngettext(
            "Done for %(count)s signature. The number follows in a minute.",
            "Done for %(count)s signatures. The number follows in a minute.",
            number,
        )
        messages.success(request, text % {"count": number})
    return redirect("petitions:office-desk", pk)
