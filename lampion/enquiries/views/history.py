"""What was done, and undoing it; what leaves, and when; ready answers."""

import uuid
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.enquiries import actions
from lampion.enquiries.forms import ReadyAnswerForm
from lampion.enquiries.models import Deed, ReadyAnswer, TooLate
from lampion.enquiries.retention import leaving, months_kept
from lampion.people.requests import MemberRequest
from lampion.sections.reach import enter, staffed_section, staffed_thing
from lampion.sections.rules import can_answer_enquiries

MOST = 400
SEEN_AHEAD = timedelta(days=60)


@require_GET
def history(request: MemberRequest) -> HttpResponse:
    section, now = staffed_section(request, can_answer_enquiries), timezone.now()
    deeds = Deed.objects.recent(now).filter(enquiry__section=section)
    batches: dict[uuid.UUID, list[Deed]] = defaultdict(list)
    for deed in deeds.select_related("by", "enquiry", "step_after")[:MOST]:
        batches[deed.batch].append(deed)
    rows: list[dict[str, Any]] = [
        {
            "deed": deeds[0],
            "deeds": deeds,
            "undone": all(deed.undone_at for deed in deeds),
            "may": any(deed.can_be_undone(now) for deed in deeds),
        }
        for deeds in batches.values()
    ]
    return render(request, "enquiries/history.html", {"rows": rows})


@require_POST
def undoing(request: MemberRequest, batch: uuid.UUID) -> HttpResponse:
    """Undo a click, on as many requests as did not move on since."""
    now = timezone.now()
    done = Deed.objects.select_related("enquiry__section")
    deeds = list(done.in_office_of(request.user, timezone.localdate()).filter(batch=batch))
    if not deeds:
        raise Http404
    enter(request, deeds[0].enquiry.section, can_answer_enquiries)
    undone = 0
    for deed in deeds:
        try:
            actions.undo(deed, by=request.user, at=now)
            undone += 1
        except TooLate:
            continue
    left = len(deeds) - undone
    if undone:
        text = ngettext("%(count)d request: undone.", "%(count)d requests: undone.", undone)
        messages.success(request, text % {"count": undone})
    if left:
        text = ngettext(
            "%(count)d request moved on since and stays as it is.",
            "%(count)d requests moved on since and stay as they are.",
            left,
        )
        messages.warning(request, text % {"count": left})
    if len(deeds) == 1:
        return redirect("enquiries:enquiry", deeds[0].enquiry_id)
    return redirect("enquiries:history")


@require_GET
def leaving_page(request: MemberRequest) -> HttpResponse:
    section, today = staffed_section(request, can_answer_enquiries), timezone.localdate()
    rows = list(leaving(section, until=today + SEEN_AHEAD, on=today))
    months = months_kept(section, today).months
    return render(request, "enquiries/leaving.html", {"rows": rows[:MOST], "months": months})


@require_http_methods(["GET", "POST"])
def ready_answers(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_answer_enquiries)
    form = ReadyAnswerForm(request.POST or None, instance=ReadyAnswer(section=section))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("enquiries:ready-answers")
    context = {"form": form, "answers": ReadyAnswer.objects.filter(section=section)}
    status = 422 if form.is_bound else 200
    return render(request, "enquiries/ready_answers.html", context, status=status)


@require_http_methods(["GET", "POST"])
def ready_answer(request: MemberRequest, pk: int) -> HttpResponse:
    answer = staffed_thing(request, ReadyAnswer.objects.all(), can_answer_enquiries, pk=pk)
    form = ReadyAnswerForm(request.POST or None, instance=answer)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("enquiries:ready-answers")
    status = 422 if form.is_bound else 200
    return render(
        request, "enquiries/ready_answer.html", {"form": form, "answer": answer}, status=status
    )


@require_POST
def ready_answer_removal(request: MemberRequest, pk: int) -> HttpResponse:
    staffed_thing(request, ReadyAnswer.objects.all(), can_answer_enquiries, pk=pk).delete()
    messages.success(request, _("This answer is gone."))
    return redirect("enquiries:ready-answers")
