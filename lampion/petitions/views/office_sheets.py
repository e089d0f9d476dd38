"""Sheets as the secretariat sees them: all of its section, and what was lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.petitions.models import Bundle, Custody, Loss, LossJudgement
from lampion.petitions.paper_forms import JudgementForm, OrderForm
from lampion.petitions.paper_reach import office_loss
from lampion.petitions.paper_rules import office_petitions_to_print
from lampion.petitions.views.sheets import listed, ordered
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_write_cases


@require_http_methods(["GET", "POST"])
@once
def office_sheets(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    petitions = office_petitions_to_print(section, timezone.now())
    initial = {"language": get_language()}
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        petitions=petitions,
        group=None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        made = ordered(request, form, None)
        if made:
            return redirect(made)
    losses = Loss.objects.filter(petition__section=section).select_related("group", "judgement")
    context = {
        "section": section,
        "form": form if petitions.exists() else None,
        "bundles": listed(Bundle.objects.filter(petition__section=section)),
        "losses": [(one, hasattr(one, "judgement")) for one in losses[:30]],
    }
    status = 422 if form.is_bound else 200
    return render(request, "petitions/office_sheets.html", context, status=status)


@require_http_methods(["GET", "POST"])
def loss(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows what happened, POST writes down whether the authority is told."""
    found = office_loss(request, pk)
    form = JudgementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found.judge(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Written down."))
        return redirect("petitions:office-loss", found.pk)
    judgement = LossJudgement.objects.filter(loss=found).select_related("by").first()
    rows = Custody.objects.filter(loss=found).select_related("sheet__petition")
    context = {
        "loss": found,
        "title": found.petition.words().title,
        "sheets": [row.sheet for row in rows],
        "judgement": judgement,
        "form": None if judgement else form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "petitions/office_loss.html", context, status=status)
