"""Paper on its way to the secretariat: said by the group, counted on arrival, a difference settled."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.models import Adoption
from lampion.cases.rules import visible_cases
from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.groups.rules import can_take_part
from lampion.kit.access import require
from lampion.letters.forms_counting import ArrivalForm, ParcelForm, SettlingForm
from lampion.letters.models import AlreadyCounted, NoDifference, Parcel
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_write_cases

LISTED = 60


def _event(request: MemberRequest, group: Group) -> Event | None:
    said = request.GET.get("event", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 19):
        return None
    return Event.objects.filter(group=group, pk=int(said)).first()


@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest, pk: int) -> HttpResponse:
    """What is in the parcel; of an event, what was counted there and is in no parcel yet stands in the boxes.

    Choosing another case keeps nothing yet: the answer is that of a form that has a fault.
    """
    group = own_group(request, pk)
    require(can_take_part(request.user, group))
    event = _event(request, group)
    counted = Parcel.remaining(event) if event else {}
    now = timezone.now()
    cases = visible_cases(request.user, now).filter(section=group.section_id)
    cases = cases.with_edition().order_by("edition__name", "pk")
    adopted = Adoption.objects.open().filter(group=group).values("case")
    at_work = Q(pk__in=cases.active(now).filter(pk__in=adopted).values("pk"))
    at_event = Q(pk__in=[case for (case, _what), count in counted.items() if count])
    form = ParcelForm(
        request.POST if request.method == "POST" else None,
        offered=cases.filter(at_work | at_event),
        all_cases=cases,
        counted=counted,
    )
    if form.is_valid():
        Parcel.send(
            group, form.numbers(), event=event, by=request.user, at=now, on=timezone.localdate(now),
        )  # fmt: skip
        messages.success(request, _("Noted. The secretariat counts it when it arrives."))
        return redirect("letters:group", pk)
    context = {"group": group, "form": form, "event": event}
    status = 422 if request.method == "POST" else 200
    return render(request, "letters/parcel_form.html", context, status=status)


@require_GET
def office_parcels(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    mine = Parcel.objects.filter(group__section=section).select_related("group", "event", "by")
    context = {
        "section": section,
        "waiting": mine.filter(settled_at=None),
        "settled": mine.exclude(settled_at=None)[:LISTED],
    }
    return render(request, "letters/office_parcels.html", context)


def _parcel(request: MemberRequest, pk: int) -> Parcel:
    known = Parcel.objects.select_related(
        "group__section", "event", "by", "counted_by", "settled_by"
    )
    return staffed_thing(request, known, can_write_cases, path="group__section", pk=pk)


@require_GET
def office_parcel(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, _parcel(request, pk))


def _page(
    request: MemberRequest, parcel: Parcel, *,
    arrival: ArrivalForm | None = None, settling: SettlingForm | None = None,
) -> HttpResponse:  # fmt: skip
    lines = parcel.lines.select_related("case__edition")
    context = {
        "parcel": parcel,
        "section": parcel.group.section,
        "lines": lines,
        "arrival": arrival or ArrivalForm(lines=lines),
        "settling": settling or SettlingForm(),
    }
    status = 422 if arrival or settling else 200
    return render(request, "letters/office_parcel.html", context, status=status)


@require_POST
def office_arrival(request: MemberRequest, pk: int) -> HttpResponse:
    parcel = _parcel(request, pk)
    form = ArrivalForm(request.POST, lines=parcel.lines.select_related("case__edition"))
    if not form.is_valid():
        return _page(request, parcel, arrival=form)
    try:
        parcel.count(form.numbers(), by=request.user, at=timezone.now())
        messages.success(request, _("Counted."))
    except AlreadyCounted:
        messages.info(request, _("Somebody counted it meanwhile: theirs holds."))
    return redirect("letters:office-parcel", pk)


@require_POST
def office_settling(request: MemberRequest, pk: int) -> HttpResponse:
    parcel = _parcel(request, pk)
    form = SettlingForm(request.POST)
    if not form.is_valid():
        return _page(request, parcel, settling=form)
    said = form.cleaned_data
    try:
        parcel.settle(
            ours=said["holds"] == "found", reason=said["reason"], by=request.user,
            at=timezone.now(), on=timezone.localdate(),
        )  # fmt: skip
        messages.success(request, _("Settled."))
    except (AlreadyCounted, NoDifference):
        messages.info(request, _("There is nothing to settle."))
    return redirect("letters:office-parcel", pk)
