"""What a group does on a day: planned, seen, called off."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.events.forms import EventForm
from lampion.events.models import Event, EventKind
from lampion.events.reach import own_event
from lampion.events.rules import can_call_off, can_plan
from lampion.groups.reach import own_group
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once

PER_PAGE = 30


@require_GET
def events(request: MemberRequest, pk: int) -> HttpResponse:
    group, today = own_group(request, pk), timezone.localdate()
    mine = Event.objects.there().filter(group=group)
    past = mine.filter(day__lt=today)
    context = {
        "group": group,
        "coming": mine.filter(day__gte=today).order_by("day", "pk"),
        "page": Paginator(past, PER_PAGE).get_page(request.GET.get("page")),
        "plans": bool(can_plan(request.user, group)),
    }
    return render(request, "events/events.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_plan(request.user, group))
    form = EventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = Event.plan(
            group, EventKind(said["kind"]), said["name"], day=said["day"], place=said["place"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return redirect("events:event", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "events/form.html", {"group": group, "form": form}, status=status)


@require_GET
def event(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_event(request, pk)
    context = {
        "group": found.group,
        "event": found,
        "calls_off": not found.cancelled_at and bool(can_call_off(request.user, found)),
    }
    return render(request, "events/event.html", context)


@require_http_methods(["GET", "POST"])
def cancellation(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more; what was counted stays."""
    found = own_event(request, pk)
    require(can_call_off(request.user, found))
    if request.method == "POST":
        found.cancel(by=request.user, at=timezone.now())
        messages.success(request, _("It is called off. What was counted stays."))
        return redirect("events:event", pk)
    return render(request, "events/cancellation.html", {"group": found.group, "event": found})
