"""What visitors and writers said they sent for a case: the secretariat takes back what cannot be true."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampion.cases.models import Case
from lampion.letters.models import Sent
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases

LISTED = 100


@require_GET
def office_counts(request: MemberRequest, pk: int) -> HttpResponse:
    case = staffed_thing(request, Case.objects.with_edition(), can_write_cases, pk=pk)
    lines = Sent.objects.unsigned().filter(case=case).select_related("appeal", "group")
    context = {"case": case, "section": case.section, "lines": lines[:LISTED]}
    return render(request, "letters/office_counts.html", context)


@require_POST
def office_undoing(request: MemberRequest, pk: int) -> HttpResponse:
    lines = Sent.objects.unsigned().select_related("case__section")
    line = staffed_thing(request, lines, can_write_cases, path="case__section", pk=pk)
    line.undo(by=request.user, at=timezone.now())
    messages.success(request, _("It counts no more."))
    return redirect("letters:office-counts", line.case_id)
