"""A group's sheets: ordered, printed, taken along, brought back, lost, destroyed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.petitions.models import Bundle, Closed, Custody, NotNow, Sheet, Step
from lampion.petitions.models.sheet import FOLLOWS
from lampion.petitions.paper import declare_lost, order_sheets
from lampion.petitions.paper_figures import shares_of
from lampion.petitions.paper_forms import LossForm, OrderForm, StepForm
from lampion.petitions.paper_reach import Reached, reached_bundle, reached_sheet
from lampion.petitions.paper_rules import can_order_sheets, petitions_to_print, visible_bundles
from lampion.petitions.sheets import sheets_pdf


@require_http_methods(["GET", "POST"])
@once
def group_sheets(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows the sheets of the group and its share of what was signed; POST orders new ones."""
    group, now = own_group(request, pk), timezone.now()
    require(can_order_sheets(request.user, group))
    petitions = petitions_to_print(request.user, group, now)
    initial = {"language": get_language()}
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        petitions=petitions,
        group=group,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        made = ordered(request, form, group)
        if made:
            return redirect(made)
    bundles = visible_bundles(request.user, now).filter(group=group)
    context = {
        "group": group,
        "form": form if petitions.exists() else None,
        "bundles": listed(bundles),
        "shares": shares_of(group, request.user, now),
    }
    status = 422 if form.is_bound else 200
    return render(request, "petitions/group_sheets.html", context, status=status)


def ordered(request: MemberRequest, form: OrderForm, group: Group | None) -> Bundle | None:
    """Order what the form asks for; None, with words beside the field, if that is not possible any more."""
    said = form.cleaned_data
    words: dict[str, Any] = {
        name: said.get(name) for name in ("event", "school", "language", "count", "lines")
    }
    try:
        made = order_sheets(
            said["petition"], group=group, **words, by=request.user, at=timezone.now()
        )
    except Closed:
        form.add_error("petition", _("This petition may not be signed any more."))
        return None
    messages.success(request, _("The sheets have their numbers: print them."))
    return made


def listed(bundles: Any) -> list[tuple[Bundle, list[tuple[str, int]]]]:
    """Return the last bundles, each with how many of its sheets stand where, in three queries."""
    shown = bundles.select_related("petition__section", "event", "group")
    found = list(shown.prefetch_related("petition__texts")[:60])
    sheets = Sheet.objects.filter(bundle__in=found).with_state()
    states: dict[int, dict[str, int]] = {one.pk: {} for one in found}
    for sheet in sheets:
        label = state_of(sheet)
        counted = states[sheet.bundle_id]
        counted[label] = counted.get(label, 0) + 1
    return [(one, list(states[one.pk].items())) for one in found]


def state_of(sheet: Any) -> str:
    """Say in a word where a sheet `with_state` stands."""
    if sheet.step == Step.RETURNED:
        if sheet.valid is not None:
            return str(_("counted"))
        return str((_("to count"), _("to recount"), _("to settle"))[sheet.counted or 0])
    return str(Step(sheet.step).label) if sheet.step else str(_("not taken yet"))


@require_GET
def bundle(request: MemberRequest, pk: int) -> HttpResponse:
    reached = reached_bundle(request, pk=pk)
    return render(request, "petitions/bundle.html", _page(request, reached))


def _page(request: MemberRequest, reached: Reached, form: StepForm | None = None) -> dict[str, Any]:
    found = reached.bundle
    sheets = list(found.sheets.select_related("petition").with_state())
    moving = [one for one in sheets if one.step != Step.DESTROYED]
    form = form or StepForm(bundle=found, sheets=moving, initial={"on": timezone.localdate()})
    return {
        "bundle": found,
        "group": found.group,
        "shell": reached.shell,
        "office": reached.office,
        "title": found.petition.words().title,
        "may_print": found.may_be_printed(timezone.now()),
        "rows": [(one, state_of(one)) for one in sheets],
        "verified": sum(one.valid or 0 for one in sheets),
        "form": form if moving else None,
        "may_lose": any(one.step in FOLLOWS[Step.LOST] for one in sheets),
    }


@require_GET
def sheets_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheets to print; again the same numbers. Of what may not be signed any more there are none."""
    found = reached_bundle(request, pk=pk).bundle
    if not found.may_be_printed(timezone.now()):
        messages.error(request, _("This petition may not be signed any more: nothing is printed."))
        return redirect(found)
    answer = HttpResponse(sheets_pdf(found), content_type="application/pdf")
    name = f"{_('petition')}-{found.petition.number}-{found.pk}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@once
def custody(request: MemberRequest, pk: int) -> HttpResponse:
    """Some sheets of the bundle go along, come back, or are destroyed."""
    reached = reached_bundle(request, pk=pk)
    found = reached.bundle
    sheets = list(found.sheets.select_related("petition"))
    form = StepForm(request.POST, bundle=found, sheets=sheets)
    if form.is_valid():
        said = form.cleaned_data
        chosen = [one for one in sheets if one.pk in said["sheets"]]
        person = said["person"] or request.user
        values = {"person": person, "place": said["place"], "on": said["on"]}
        if moved(request, chosen, Step(said["step"]), **values):
            return redirect(found)
        form.add_error(
            "step", _("At least one of these sheets is not where this can happen to it.")
        )
    return render(request, "petitions/bundle.html", _page(request, reached, form), status=422)


def moved(request: MemberRequest, sheets: list[Sheet], step: Step, **values: Any) -> bool:
    try:
        Custody.note(sheets, step, **values, by=request.user, at=timezone.now())
    except NotNow:
        return False
    text = ngettext("Noted for %(count)s sheet.", "Noted for %(count)s sheets.", len(sheets))
    messages.success(request, text % {"count": len(sheets)})
    return True


@require_http_methods(["GET", "POST"])
@once
def loss(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks what happened, POST tells the secretariat that sheets are lost."""
    reached = reached_bundle(request, pk=pk)
    found = reached.bundle
    there = found.sheets.select_related("petition").with_state()
    sheets = [one for one in there if one.step in FOLLOWS[Step.LOST]]
    initial = {"on": timezone.localdate(), "sheets": _numbers(request, "sheet")}
    form = LossForm(
        request.POST if request.method == "POST" else None, sheets=sheets, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = [one for one in sheets if one.pk in said.pop("sheets")]
        declare_lost(found, chosen, said.pop("words"), **said, by=request.user, at=timezone.now())
        text = _("Thank you for saying it at once. The secretariat is told and sees to it.")
        messages.success(request, text)
        return redirect(found)
    context = {
        "bundle": found,
        "group": found.group,
        "shell": reached.shell,
        "form": form if sheets else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "petitions/loss.html", context, status=status)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.GET.getlist(name) if one[:9].isdecimal()]


@require_GET
def find(request: MemberRequest) -> HttpResponse:
    """Lead from the number on the paper to the page of the sheet; one that is not theirs is answered like none."""
    code = request.GET.get("code", "").strip()
    try:
        return redirect(reached_sheet(request, code)[0])
    except Http404:
        return render(request, "petitions/sheet_unknown.html", {"code": code}, status=404)
