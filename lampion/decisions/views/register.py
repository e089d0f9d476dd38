"""The register of what a group decided, and what is under way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.decisions.actions import give_mandate
from lampion.decisions.carrying import carrying
from lampion.decisions.forms import EntrustForm, HandsForm, MandateForm, ReviewForm
from lampion.decisions.models import Decision, Proposal
from lampion.decisions.models.decision import NoDecision, NoLongerHolds
from lampion.decisions.reach import core_group, one_decision
from lampion.decisions.rules import can_entrust, can_give_mandate, can_review
from lampion.decisions.wording import arithmetic, result_in_words
from lampion.groups.models import Function, Group
from lampion.groups.rules import can_lead_decisions
from lampion.groups.sharing import sharing_of
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.tasks.load import loads

A_PAGE = 50


@require_GET
def decisions(request: MemberRequest, pk: int) -> HttpResponse:
    """What is under way, what was decided last, what comes back."""
    group = core_group(request, pk)
    today = timezone.localdate()
    under_way = Proposal.objects.filter(group=group).under_way().prefetch_related("phases")
    made = Decision.objects.filter(group=group)
    last = list(made[:5])
    found = carrying(last, request.user, today)
    context = {
        "group": group,
        "under_way": under_way.select_related("by"),
        "decisions": [(one, found.get(one.pk)) for one in last],
        "to_review": made.to_review(today),
        "may_lead": can_lead_decisions(request.user, group),
    }
    return render(request, "decisions/decisions.html", context)


@require_GET
def register(request: MemberRequest, pk: int) -> HttpResponse:
    group = core_group(request, pk)
    typed = request.GET.get("q", "")
    found = Decision.objects.filter(group=group).matching(typed)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    carried = carrying(page.object_list, request.user, timezone.localdate())
    rows = [(one, carried.get(one.pk)) for one in page.object_list]
    context = {"group": group, "page": page, "rows": rows, "typed": typed}
    context["sharing"] = sharing_of(group, "decisions")
    return render(request, "decisions/register.html", context)


@require_http_methods(["GET", "POST"])
@once
def hands(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a show of hands: three numbers, and who takes care of it if that was said."""
    group = core_group(request, pk)
    require(can_lead_decisions(request.user, group))
    form = HandsForm(request.POST or None, initial={"day": timezone.localdate()})
    task = _task_form(request, group, prefix="task", empty_permitted=True)
    if request.method == "POST" and form.is_valid() & task.is_valid():
        made = _record(request, group, form)
        if made and task.has_changed():
            made.entrust(by=request.user, at=timezone.now(), **task.words())
        if made:
            messages.success(request, _("The decision is in the register."))
            return redirect("decisions:decision", made.pk)
    status = 422 if request.method == "POST" else 200
    context = {"group": group, "form": form, "task_form": task}
    return render(request, "decisions/hands.html", context, status=status)


def _task_form(request: MemberRequest, group: Group, **options: Any) -> EntrustForm:
    typed = request.POST if request.method == "POST" else None
    people = loads(group, timezone.localdate())
    return EntrustForm(typed, loads=people, use_required_attribute=False, **options)


def _record(request: MemberRequest, group: Group, form: HandsForm) -> Decision | None:
    """Enter what was typed in the register, or say beside the form why it decides nothing."""
    try:
        return Decision.record(group, **form.values(), by=request.user, at=timezone.now())
    except NoDecision as missed:
        said = [result_in_words(missed.outcome.result), *arithmetic(missed.outcome.steps, {})]
        form.add_error(None, " ".join(said))
        return None


@require_GET
def decision(request: MemberRequest, pk: int) -> HttpResponse:
    found = one_decision(request, pk)
    return _page(request, found, _task_form(request, found.group))


def _page(request: MemberRequest, found: Decision, form: EntrustForm) -> HttpResponse:
    options = {}
    if found.proposal:
        options = {option.pk: option.words for option in found.proposal.options.all()}
    context = {
        "group": found.group,
        "decision": found,
        "result": result_in_words(found.outcome["result"]),
        "steps": arithmetic(found.outcome["steps"], options),
        "reviews": found.reviews.all(),
        "elected": found.elected.select_related("mandate__person"),
        "carrying": carrying([found], request.user, timezone.localdate()).get(found.pk),
        "task_form": form,
        "may_entrust": can_entrust(request.user, found),
        "may_review": can_review(request.user, found),
        "may_give_mandate": can_give_mandate(request.user, found),
    }
    return render(request, "decisions/decision.html", context, status=422 if form.errors else 200)


@require_POST
@once(back="decisions:decision")
def tasks(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down a task that carries the decision out."""
    found = one_decision(request, pk)
    require(can_entrust(request.user, found))
    form = _task_form(request, found.group)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        found.entrust(by=request.user, at=timezone.now(), **form.words())
        messages.success(request, _("The task is written down."))
    except NoLongerHolds:
        messages.error(request, _("This decision no longer holds."))
    return redirect("decisions:decision", pk)


@require_http_methods(["GET", "POST"])
def review(request: MemberRequest, pk: int) -> HttpResponse:
    found = one_decision(request, pk)
    require(can_review(request.user, found))
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        seen = {"kept": said["kept"] == "yes", "note": said["note"], "next_on": said["next_on"]}
        try:
            found.review(**seen, by=request.user, at=timezone.now(), on=timezone.localdate())
        except NoLongerHolds:
            messages.error(request, _("This decision no longer holds."))
        return redirect("decisions:decision", pk)
    context = {"group": found.group, "decision": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/review.html", context, status=status)


@require_http_methods(["GET", "POST"])
def mandate(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the function to whom this decision elected."""
    found = one_decision(request, pk)
    require(can_give_mandate(request.user, found))
    form = MandateForm(request.POST or None, group=found.group)
    if request.method == "POST" and form.is_valid():
        person, function = form.cleaned_data["person"], Function(form.cleaned_data["function"])
        give_mandate(found, person, function, by=request.user, on=timezone.localdate())
        messages.success(request, _("The mandate is given."))
        return redirect("decisions:decision", pk)
    context = {"group": found.group, "decision": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/mandate.html", context, status=status)
