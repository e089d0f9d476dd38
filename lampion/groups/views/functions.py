"""Who does what in a group: elections are noted, functions shared out, with their days."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups import rules
from lampion.groups.forms_people import ElectionForm, HoldingForm, TermForm
from lampion.groups.models import Function, Group, HandOver, Holding, LastCoordinator, Mandate
from lampion.groups.reach import own_group
from lampion.groups.rules import can_elect, can_manage_people
from lampion.groups.work import sheet
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


@require_GET
def functions(request: MemberRequest, pk: int) -> HttpResponse:
    """Every member sees who does what; on paper it is a sheet for the wall."""
    group, today = own_group(request, pk), timezone.localdate()
    manages = bool(can_manage_people(request.user, group))
    things = ("giver", "taker", "mandate", "holding__function")
    handed = HandOver.objects.unfinished().filter(group=group).select_related(*things)
    context = {
        "hand_overs": handed if manages else handed.of(request.user),
        "group": group,
        "sheet": sheet(group, today),
        "today": today,
        "elects": bool(can_elect(request.user, group)),
        "manages": manages,
    }
    return render(request, "groups/functions.html", context)


@require_http_methods(["GET", "POST"])
def mandate_new(request: MemberRequest, pk: int) -> HttpResponse:
    group, today = own_group(request, pk), timezone.localdate()
    require(can_elect(request.user, group))
    form = ElectionForm(request.POST or None, group=group, today=today, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        function = Function(said.pop("function"))
        Mandate.give(group, said.pop("person"), function, by=request.user, **said)
        messages.success(request, _("Noted: the mandate has begun."))
        return redirect("groups:functions", pk)
    title = _("Note an election")
    return _form(request, group, form, title)


@require_http_methods(["GET", "POST"])
def holding_new(request: MemberRequest, pk: int) -> HttpResponse:
    group, today = own_group(request, pk), timezone.localdate()
    require(can_manage_people(request.user, group))
    asked = {"function": request.GET.get("function", "")}
    form = HoldingForm(request.POST or None, group=group, today=today, initial=asked)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        Holding.give(
            group,
            said["person"],
            said["function"],
            by=request.user,
            on=today,
            until=said["until"],
        )
        messages.success(request, _("Noted. Tell them, and say thank you."))
        return redirect("groups:functions", pk)
    title = _("Share a function out")
    return _form(request, group, form, title)


def _form(
    request: MemberRequest, group: Group, form: TermForm | HoldingForm, title: str
) -> HttpResponse:
    context = {"group": group, "form": form, "title": title}
    status = 422 if form.is_bound else 200
    return render(request, "groups/function_form.html", context, status=status)


def _mandate(request: MemberRequest, pk: int) -> Mandate:
    groups = Group.objects.joined_by(request.user)
    held = (
        Mandate.objects.open().filter(group__in=groups).select_related("group__section", "person")
    )
    found = get_object_or_404(held, pk=pk)
    require(can_elect(request.user, found.group))
    return found


@require_http_methods(["GET", "POST"])
def renewal(request: MemberRequest, pk: int) -> HttpResponse:
    """The group elected the same person again."""
    found, today = _mandate(request, pk), timezone.localdate()
    form = TermForm(
        request.POST or None,
        group=found.group,
        today=today,
        earliest=found.since,
        initial={"on": today},
    )
    if request.method == "POST" and form.is_valid():
        found.renew(by=request.user, **form.cleaned_data)
        messages.success(request, _("Renewed."))
        return redirect("groups:functions", found.group_id)
    said = {"name": found.person.name, "function": found.get_function_display()}
    return _form(request, found.group, form, _("%(name)s, %(function)s: elected again") % said)


@require_http_methods(["GET", "POST"])
def mandate_ending(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST ends the mandate."""
    found = _mandate(request, pk)
    if request.method == "POST":
        try:
            found.end(by=request.user, on=timezone.localdate())
            messages.success(request, _("This mandate has ended."))
        except LastCoordinator:
            messages.error(request, rules.LAST_COORDINATOR)
        return redirect("groups:functions", found.group_id)
    return _ask(request, found)


def _ask(request: MemberRequest, found: Mandate | Holding) -> HttpResponse:
    function = found.get_function_display() if isinstance(found, Mandate) else str(found.function)
    context = {"group": found.group, "held": found, "function": function}
    return render(request, "groups/function_ending.html", context)


@require_http_methods(["GET", "POST"])
def holding_ending(request: MemberRequest, pk: int) -> HttpResponse:
    """Its holder gives it back, or a responsable takes note."""
    groups = Group.objects.joined_by(request.user)
    held = Holding.objects.open().filter(group__in=groups)
    chosen = held.select_related("group__section", "person", "function")
    found = get_object_or_404(chosen, pk=pk)
    if found.person_id != request.user.pk:
        require(can_manage_people(request.user, found.group))
    if request.method == "POST":
        today: date = timezone.localdate()
        found.end(by=request.user, on=today)
        messages.success(request, _("This function is free again."))
        return redirect("groups:functions", found.group_id)
    return _ask(request, found)
