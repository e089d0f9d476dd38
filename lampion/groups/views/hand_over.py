"""A mandate or a function passes on: both sign a checklist; the section says what stands on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.groups.forms import RequirementForm
from lampion.groups.forms_people import HandOverForm
from lampion.groups.models import Group, HandOver, HandOverLine, Holding, Mandate, NotTheirs
from lampion.groups.rules import can_manage_people
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_edit_groups


@require_http_methods(["GET", "POST"])
def mandate_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    return _begin(request, Mandate.objects.open(), pk)


@require_http_methods(["GET", "POST"])
def holding_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    return _begin(request, Holding.objects.open(), pk)


def _begin(request: MemberRequest, things: QuerySet[Any], pk: int) -> HttpResponse:
    """Whoever has it begins, or a responsable."""
    groups = Group.objects.joined_by(request.user)
    chosen = things.filter(group__in=groups).select_related("group__section", "person")
    held = get_object_or_404(chosen, pk=pk)
    if held.person_id != request.user.pk:
        require(can_manage_people(request.user, held.group))
    form = HandOverForm(request.POST or None, group=held.group, giver=held.person_id)
    if request.method == "POST" and form.is_valid():
        taker = form.cleaned_data["taker"]
        made = HandOver.begin(held, taker, by=request.user, at=timezone.now())
        return redirect("groups:hand-over", made.pk)
    status = 422 if form.is_bound else 200
    context = {"group": held.group, "form": form, "title": _("Hand over")}
    return render(request, "groups/function_form.html", context, status=status)


def _reach(request: MemberRequest, pk: int) -> HandOver:
    """Return a hand-over of the group for the two whom it is about and who manages people there."""
    groups = Group.objects.joined_by(request.user)
    things = ("group__section", "giver", "taker", "mandate", "holding__function")
    chosen = HandOver.objects.filter(group__in=groups).select_related(*things)
    found = get_object_or_404(chosen, pk=pk)
    if request.user.pk not in (found.giver_id, found.taker_id):
        require(can_manage_people(request.user, found.group))
    return found


@require_GET
def hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    items = list(found.items.select_related("line"))
    mine = {found.giver_id: "given_at", found.taker_id: "taken_at"}.get(request.user.pk, "")
    context = {
        "group": found.group,
        "hand_over": found,
        "rows": [(item, bool(mine) and getattr(item, mine) is None) for item in items],
        "signed": sum(bool(item.given_at) + bool(item.taken_at) for item in items),
        "wanted": 2 * len(items),
    }
    return render(request, "groups/hand_over.html", context)


@require_POST
def hand_over_item(request: MemberRequest, pk: int, item_pk: int) -> HttpResponse:
    found = _reach(request, pk)
    item = get_object_or_404(found.items, pk=item_pk)
    try:
        item.sign(by=request.user, at=timezone.now())
    except NotTheirs:
        raise PermissionDenied(_("Only the old and the new holder sign.")) from None
    messages.success(request, _("Signed."))
    return redirect("groups:hand-over", pk)


@require_http_methods(["GET", "POST"])
def office_hand_overs(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    form = RequirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        HandOverLine.add(section, form.words(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("groups:office-hand-overs")
    context = {"form": form, "asked": HandOverLine.objects.asked(section)}
    status = 422 if form.is_bound else 200
    return render(request, "groups/office_hand_overs.html", context, status=status)


@require_POST
def office_hand_over_dropping(request: MemberRequest, pk: int) -> HttpResponse:
    asked = HandOverLine.objects.filter(ended_at=None).select_related("section")
    line = staffed_thing(request, asked, can_edit_groups, pk=pk)
    line.drop(by=request.user, at=timezone.now())
    messages.success(request, _("This is no longer asked."))
    return redirect("groups:office-hand-overs")
