"""Another of the secretariat looks at a picture or an answer, and lets it out; anyone of them takes it away at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lampion.cases.models import SamePerson, Stale
from lampion.cases.rules import can_let_out
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.petitions.models import DeliveryAnswer, DeliveryPicture, PetitionPicture
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases

Added = PetitionPicture | DeliveryPicture | DeliveryAnswer


def _picture(request: MemberRequest, pk: int) -> PetitionPicture:
    held = PetitionPicture.objects.select_related("petition__section", "file")
    return staffed_thing(request, held, can_write_cases, path="petition__section", pk=pk)


def _delivery_picture(request: MemberRequest, pk: int) -> DeliveryPicture:
    held = DeliveryPicture.objects.select_related("delivery__petition__section", "file")
    return staffed_thing(request, held, can_write_cases, path="delivery__petition__section", pk=pk)


def _answer(request: MemberRequest, pk: int) -> DeliveryAnswer:
    held = DeliveryAnswer.objects.standing().select_related("delivery__petition__section")
    return staffed_thing(request, held, can_write_cases, path="delivery__petition__section", pk=pk)


def _let_out(request: MemberRequest, added: Added) -> None:
    require(can_let_out(request.user, added))
    try:
        added.release(by=request.user, at=timezone.now())
        messages.success(request, _("It is let out: whom it is for sees it."))
    except (SamePerson, Stale):
        messages.error(request, _("A colleague was quicker."))


def _take_away(request: MemberRequest, added: Added) -> None:
    added.remove(by=request.user, at=timezone.now())
    messages.success(request, _("Nobody finds it any more."))


@require_POST
def picture_release(request: MemberRequest, pk: int) -> HttpResponse:
    found = _picture(request, pk)
    _let_out(request, found)
    return redirect("petitions:office-petition", found.petition_id)


@require_POST
def picture_removal(request: MemberRequest, pk: int) -> HttpResponse:
    found = _picture(request, pk)
    _take_away(request, found)
    return redirect("petitions:office-petition", found.petition_id)


@require_POST
def delivery_picture_release(request: MemberRequest, pk: int) -> HttpResponse:
    found = _delivery_picture(request, pk)
    _let_out(request, found)
    return redirect(found.delivery)


@require_POST
def delivery_picture_removal(request: MemberRequest, pk: int) -> HttpResponse:
    found = _delivery_picture(request, pk)
    _take_away(request, found)
    return redirect(found.delivery)


@require_POST
def answer_release(request: MemberRequest, pk: int) -> HttpResponse:
    found = _answer(request, pk)
    _let_out(request, found)
    return redirect(found.delivery)


@require_POST
def answer_withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    found = _answer(request, pk)
    _take_away(request, found)
    return redirect(found.delivery)
