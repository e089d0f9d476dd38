"""The page of one sheet, to which its square leads: where it is, and the count by one, another, and a third."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.petitions.models import (
    CountedAlready,
    Custody,
    NotNow,
    Sheet,
    SheetCount,
    SheetScan,
    Step,
    TooMany,
)
from lampion.petitions.models.sheet import can_follow
from lampion.petitions.paper_forms import CountForm, ScanForm
from lampion.petitions.paper_reach import Reached, reached_sheet
from lampion.petitions.paper_rules import can_count, can_scan, can_see_scan, countable
from lampion.petitions.views.sheets import moved, state_of

# What can be said of a sheet with one tap, by whoever holds it.
BY_TAP = (Step.TAKEN, Step.RETURNED, Step.DESTROYED)


@require_GET
def sheet(request: MemberRequest, code: str) -> HttpResponse:
    found, reached = reached_sheet(request, code)
    if found.code != code:
        return redirect(found)
    return render(request, "petitions/sheet.html", page_of(request, found, reached))


def page_of(
    request: MemberRequest,
    found: Any,
    reached: Reached,
    form: CountForm | None = None,
    scan_form: ScanForm | None = None,
) -> dict[str, Any]:
    waits = found.step == Step.RETURNED and found.valid is None
    may_count = can_count(request.user, found)
    left = countable(request.user, reached.bundle.sheets.select_related("petition"))
    counts = SheetCount.objects.filter(sheet=found).select_related("by")
    scans = _scans(request, found) if waits else []
    return {
        "sheet": found,
        "bundle": reached.bundle,
        "group": reached.bundle.group,
        "shell": reached.shell,
        "office": reached.office,
        "title": reached.bundle.petition.words().title,
        "state": state_of(found),
        "history": Custody.objects.filter(sheet=found).select_related("person", "by"),
        "counts": counts if found.valid is not None else (),
        "waits": waits,
        "counted": found.counted or 0,
        "refusal": "" if may_count else may_count.reason,
        "form": (form or CountForm(lines=reached.bundle.lines)) if waits and may_count else None,
        "scans": scans,
        "shown": next((one for one in scans if str(one.pk) == request.GET.get("scan")), None),
        "scan_form": (scan_form or ScanForm()) if can_scan(request.user, found) else None,
        "taps": [one for one in BY_TAP if can_follow(found, found.step, one)],
        "next": left.exclude(pk=found.pk).first() if found.step == Step.RETURNED else None,
    }


def _scans(request: MemberRequest, found: Any) -> list[SheetScan]:
    """Return the pictures of the sheet that the reader may open; they stay sealed."""
    there = list(SheetScan.objects.filter(sheet=found).select_related("by").defer("sealed"))
    for one in there:
        one.sheet = found
    return [one for one in there if can_see_scan(request.user, one)]


@require_POST
def sheet_custody(request: MemberRequest, code: str) -> HttpResponse:
    """One tap at the stand: I take it, it is back. That it is destroyed is asked once more."""
    found, reached = reached_sheet(request, code)
    step = request.POST.get("step")
    if step == Step.DESTROYED and "sure" not in request.POST:
        context = {"sheet": found, "shell": reached.shell, "group": reached.bundle.group}
        return render(request, "petitions/sheet_destroying.html", context)
    values: dict[str, Any] = {"person": request.user, "on": timezone.localdate()}
    if step not in BY_TAP or not moved(request, [found], Step(step), **values):
        messages.error(request, _("This sheet is not where this can happen to it."))
    return redirect(found)


@require_POST
def counts(request: MemberRequest, code: str) -> HttpResponse:
    """Keep the number that somebody found; they never see what the other found before."""
    found, reached = reached_sheet(request, code)
    form = CountForm(request.POST, lines=reached.bundle.lines)
    if not form.is_valid():
        return render(
            request, "petitions/sheet.html", page_of(request, found, reached, form), status=422
        )
    require(can_count(request.user, found))
    try:
        result = SheetCount.enter(
            found, form.cleaned_data["valid"], by=request.user, at=timezone.now()
        )
    except (CountedAlready, NotNow, TooMany):
        messages.error(request, _("The sheet was counted meanwhile, or is not there: look again."))
        return redirect(found)
    _say(request, found, settled=result is not None)
    return redirect(found)


def _say(request: MemberRequest, found: Sheet, *, settled: bool) -> None:
    if settled:
        text = _("Sheet %(code)s is settled: its signatures count.")
    elif SheetCount.objects.filter(sheet=found).count() > 1:
        text = _("You two found different numbers: a third person counts sheet %(code)s.")
    else:
        text = _("Kept. Now somebody else counts sheet %(code)s.")
    messages.success(request, text % {"code": found.code})
