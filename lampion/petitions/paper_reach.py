"""Which sheets a page is about, for whoever asks: their own group's, or those of the section where they work."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.petitions.models import Bundle, Delivery, Loss, Petition, Sheet
from lampion.petitions.models.sheet import numbers_in
from lampion.petitions.paper_rules import can_handle_sheets, visible_bundles
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases


class Reached(NamedTuple):
    """office: whoever asks reaches it as the secretariat, and sees the page so."""

    bundle: Bundle
    office: bool

    @property
    def shell(self) -> str:
        return "kit/office.html" if self.office else "groups/shell.html"


def reached_bundle(request: MemberRequest, **wanted: object) -> Reached:
    """Return a bundle that whoever asks may handle (else 404, or 403 with the reason)."""
    now = timezone.now()
    found = _with(visible_bundles(request.user, now)).filter(**wanted).first()
    if found is not None:
        require(can_handle_sheets(request.user, found, timezone.localdate(now)))
        return Reached(found, office=False)
    bundles, path = _with(Bundle.objects.all()), "petition__section"
    return Reached(staffed_thing(request, bundles, can_write_cases, path=path, **wanted), True)


def reached_sheet(request: MemberRequest, code: str) -> tuple[Sheet, Reached]:
    numbers = numbers_in(code)
    if numbers is None:
        raise Http404
    wanted = {"petition__number": numbers[0], "number": numbers[1]}
    sheet = get_object_or_404(Sheet.objects.with_state(), **wanted)
    reached = reached_bundle(request, pk=sheet.bundle_id)
    sheet.bundle, sheet.petition = reached.bundle, reached.bundle.petition
    return sheet, reached


def _with(bundles: QuerySet[Bundle]) -> QuerySet[Bundle]:
    return bundles.select_related("petition__section", "petition__case", "group__section", "event")


def office_petition(request: MemberRequest, pk: int) -> Petition:
    published = Petition.objects.published().select_related("section", "case")
    return staffed_thing(request, published, can_write_cases, pk=pk)


def office_delivery(request: MemberRequest, pk: int) -> Delivery:
    found = Delivery.objects.select_related("petition__section", "petition__case")
    return staffed_thing(request, found, can_write_cases, path="petition__section", pk=pk)


def office_loss(request: MemberRequest, pk: int) -> Loss:
    found = Loss.objects.select_related("petition__section", "group", "by")
    return staffed_thing(request, found, can_write_cases, path="petition__section", pk=pk)
