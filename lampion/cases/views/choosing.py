"""A group chooses whom it stands by: it ranks, decides, names who leads, and hands back what it cannot carry."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases import actions
from lampion.cases.forms import AdoptionForm, HandBackForm, LeadForm, WishForm
from lampion.cases.listing import cards, showing
from lampion.cases.models import Adoption, AlreadyAdopted, Case, Full, Wish
from lampion.cases.reach import case_of_group, own_adoption, readable_cases
from lampion.cases.rules import (
    can_adopt,
    can_choose,
    is_own_country,
    most_groups,
    visible_documents,
    visible_pictures,
)
from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.groups.rules import can_take_part, core_of
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once


@require_GET
def group_cases(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    return _list(request, group)


def _list(request: MemberRequest, group: Group, form: WishForm | None = None) -> HttpResponse:
    now = timezone.now()
    adoptions = Adoption.objects.open().filter(group=group).select_related("lead")
    held = {one.case_id: one for one in adoptions}
    readable = readable_cases(request).filter(section=group.section)
    ours = cards(readable.filter(pk__in=held), now, all_pictures=True)
    choosable = _choosable(request, group, list(held))
    may_choose = bool(can_choose(request.user, group))
    wishes = _places(group, choosable)
    initial = {f"case-{key}": rank for key, rank in wishes.items()}
    form = form or WishForm(cases=choosable, initial=initial)
    context = {
        "group": group,
        "ours": [(card, held[card.case.pk]) for card in ours],
        "others": [
            (card, form[f"case-{card.case.pk}"], wishes.get(card.case.pk))
            for card in cards(choosable, now, all_pictures=False)
        ],
        "form": form if may_choose and choosable else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "cases/group_cases.html", context, status=status)


def _places(group: Group, cases: Sequence[Case]) -> dict[int, int]:
    """Return the place of each case (its key) among the wishes for these: what is hidden now leaves no gap."""
    wished = Wish.objects.open().filter(group=group, case__in=[case.pk for case in cases])
    keys = wished.order_by("rank").values_list("case", flat=True)
    return {key: place for place, key in enumerate(keys, start=1)}


def _choosable(request: MemberRequest, group: Group, held: Sequence[int]) -> list[Case]:
    active = readable_cases(request).filter(section=group.section).active(timezone.now())
    return list(active.exclude(pk__in=held)[:60])


@require_POST
def wishes(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole order at once: what it says now replaces what it said before."""
    group = own_group(request, pk)
    require(can_choose(request.user, group))
    held = Adoption.objects.open().filter(group=group).values_list("case", flat=True)
    form = WishForm(request.POST, cases=_choosable(request, group, list(held)))
    if not form.is_valid():
        return _list(request, group, form)
    Wish.rank_all(group, form.ranked(), by=request.user, at=timezone.now())
    messages.success(request, _("The secretariat sees what your group would like."))
    return redirect("cases:group-cases", pk)


@require_GET
def group_case(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    return _page(request, pk, key)


def _page(
    request: MemberRequest, pk: int, key: str, form: AdoptionForm | None = None
) -> HttpResponse:
    case, group, adoption = case_of_group(request, pk, key)
    now, people = timezone.now(), core_of(group, timezone.localdate())
    verdict = can_adopt(request.user, case, group, now)
    lead = {"lead": adoption.lead_id} if adoption else {}
    context = showing(case, now) | {
        "group": group,
        "adoption": adoption,
        "verdict": verdict,
        "may_choose": can_choose(request.user, group),
        "of_core": can_take_part(request.user, group),
        "form": form or AdoptionForm(group=group, people=people),
        "lead_form": LeadForm(people=people, initial=lead, auto_id="lead_%s"),
        "own_country": is_own_country(case, group),
        "sharing": Adoption.objects.filter(case=case).sharing().count(),
        "most": most_groups(case, timezone.localdate()),
        "documents": visible_documents(request.user, case, now).select_related("file"),
        "pictures": visible_pictures(request.user, case).select_related("file"),
    }
    status = 422 if form else 200
    return render(request, "cases/group_case.html", context, status=status)


@require_POST
@once(back="cases:group-case")
def adoption(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """The group takes the case, by one of its decisions."""
    case, group, _held = case_of_group(request, pk, key)
    now, today = timezone.now(), timezone.localdate()
    require(can_adopt(request.user, case, group, now))
    form = AdoptionForm(request.POST, group=group, people=core_of(group, today))
    if form.is_valid():
        try:
            said = form.cleaned_data
            actions.adopt(
                case, said["decision"], lead=said["lead"], by=request.user, at=now, on=today
            )
            messages.success(request, _("Your group stands by this case now."))
            return redirect("cases:group-case", pk, key)
        except AlreadyAdopted:
            return redirect("cases:group-case", pk, key)
        except Full:
            form.add_error(None, _("As many groups as may share this case have it already."))
    return _page(request, pk, key, form)


@require_POST
def lead(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_adoption(request, pk)
    require(can_choose(request.user, found.group))
    form = LeadForm(request.POST, people=core_of(found.group, timezone.localdate()))
    if form.is_valid():
        found.hand_to(form.cleaned_data["lead"], by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose somebody of the core."))
    return redirect("cases:group-case", found.group_id, found.case.key)


@require_http_methods(["GET", "POST"])
def hand_back(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks why; POST gives the case back, so that another group can take it."""
    found = own_adoption(request, pk)
    require(can_choose(request.user, found.group))
    form = HandBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.hand_back(found, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, _("The case is handed back. Thank you for saying why."))
        return redirect("cases:group-cases", found.group_id)
    case = readable_cases(request).get(pk=found.case_id)
    context = {"form": form, "adoption": found, "group": found.group, "edition": case.shown_edition}
    status = 422 if form.is_bound else 200
    return render(request, "cases/hand_back.html", context | {"case": case}, status=status)
