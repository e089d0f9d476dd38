"""The letters of a group: what its members write this month, and what they sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampion.cases.rules import visible_cases
from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.groups.rules import can_take_part
from lampion.kit.access import require
from lampion.kit.saying import say_done
from lampion.kit.spreadsheets import write_csv
from lampion.letters.counts import by_case
from lampion.letters.forms import TotalForm
from lampion.letters.models import Late, Parcel, Reply, Round, Sent, What
from lampion.letters.rules import (
    NOT_NOW,
    can_lead_letters,
    can_take_back,
    readable_appeals,
    removable_scans,
)
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once

LINES, ROUNDS = 20, 6


@require_GET
def letters(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    return _page(request, group, _total_form(request.user, group))


def _page(request: MemberRequest, group: Group, form: TotalForm) -> HttpResponse:
    now = timezone.now()
    readable = visible_cases(request.user, now).filter(section=group.section)
    mine = Sent.objects.filter(group=group)
    leads = bool(can_lead_letters(request.user, group))
    appeals = readable_appeals(request.user, now).told().filter(case__section=group.section)
    context: dict[str, Any] = {
        "group": group,
        "appeals": appeals.urgent_first(),
        "figures": by_case(mine, readable),
        "lines": mine.filter(case__in=readable)
        .select_related("case__edition", "event", "by")
        .order_by("-at", "-pk")[:LINES],
        "parcels": Parcel.objects.filter(group=group)
        .select_related("event")
        .prefetch_related("lines")[:ROUNDS],
        "replies": Reply.objects.filter(group=group, case__in=readable).select_related(
            "case__edition"
        )[:LINES],
        "removable": set(removable_scans(request.user, group).values_list("pk", flat=True)),
        "form": form,
        "leads": leads,
        "rounds": Round.objects.filter(group=group)[:ROUNDS] if leads else [],
        "core": bool(can_take_part(request.user, group)),
    }
    return render(request, "letters/group.html", context, status=422 if form.is_bound else 200)


def _total_form(person: Person, group: Group, data: Any = None) -> TotalForm:
    """Letters that were written before the last day are counted after it, too."""
    cases = visible_cases(person, timezone.now()).filter(section=group.section).with_edition()
    return TotalForm(data, cases=cases)


@require_POST
@once(back="letters:group")
def totals(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_take_part(request.user, group))
    form = _total_form(request.user, group, request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    said = form.cleaned_data
    try:
        made = Sent.note_total(
            group, said["case"], said["what"], said["count"], by=request.user, at=timezone.now(),
            on=said["on"],
        )  # fmt: skip
    except Late:
        # Closed, or given another last day, while the form was read.
        form.add_error("on", NOT_NOW)
        return _page(request, group, form)
    say_done(request, _("Counted, thank you."), undo=reverse("letters:undoing", args=[made.pk]))
    return redirect("letters:group", pk)


@require_POST
def undoing(request: MemberRequest, pk: int) -> HttpResponse:
    """A line that the group counted, taken back by one of its core."""
    mine = Sent.objects.filter(group__in=Group.objects.joined_by(request.user), pk=pk)
    line = mine.select_related("group", "case").first()
    group = own_group(request, line.group_id if line and line.group_id else 0)
    assert line is not None
    require(can_take_back(request.user, line))
    line.undo(by=request.user, at=timezone.now())
    messages.success(request, _("It counts no more."))
    return redirect("letters:group", group.pk)


@require_GET
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """The ledger of the group as a table: a line for each case and kind."""
    group = own_group(request, pk)
    cases = visible_cases(request.user, timezone.now())
    headers = [_("For whom"), *(str(what.label) for what in What)]
    rows = [
        [line.name, *(line.counts.get(what, 0) for what in What.values)]
        for line in by_case(Sent.objects.filter(group=group), cases)
    ]
    answer = HttpResponse(write_csv(headers, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_("letters")}.csv"'
    return answer
