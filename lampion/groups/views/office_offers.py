"""Which skills and free times the section asks its members about, in its own words, and what each is useful for."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampion.groups.forms_people import OfferForm
from lampion.groups.models import Offer, Profile, Sort
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_edit_groups


@dataclass(frozen=True, slots=True)
class Row:
    offer: Offer
    sort: Sort
    choosers: int


@require_http_methods(["GET", "POST"])
@once
def office_offers(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(sent, section=section)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["sort"], form.words(), form.cleaned_data["functions"]
        Offer.add(section, *said, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("groups:office-offers")
    choosers = Profile.choosers(section)
    held = Offer.objects.filter(section=section).prefetch_related("functions")
    rows = [Row(one, Sort(one.sort), choosers[one.pk]) for one in held]
    context = {
        "form": form,
        "asked": [row for row in rows if row.offer.ended_at is None],
        "kept": [row for row in rows if row.offer.ended_at and row.choosers],
    }
    status = 422 if form.is_bound else 200
    return render(request, "groups/office_offers.html", context, status=status)


def _reach(request: MemberRequest, pk: int) -> Offer:
    asked = Offer.objects.filter(ended_at=None).select_related("section")
    return staffed_thing(request, asked, can_edit_groups, pk=pk)


@require_http_methods(["GET", "POST"])
def office_offer(request: MemberRequest, pk: int) -> HttpResponse:
    """A skill stays a skill, whoever chose it; its words and its use change."""
    held = _reach(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(sent, section=held.section, initial=OfferForm.initial_of(held))
    del form.fields["sort"]
    if request.method == "POST" and form.is_valid():
        words, functions = form.words(), form.cleaned_data["functions"]
        held.revise(words, functions, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("groups:office-offers")
    status = 422 if form.is_bound else 200
    context = {"form": form, "offer": held}
    return render(request, "groups/office_offer.html", context, status=status)


@require_POST
def office_offer_dropping(request: MemberRequest, pk: int) -> HttpResponse:
    _reach(request, pk).drop(by=request.user, at=timezone.now())
    messages.success(request, _("It is no longer asked; who chose it keeps it."))
    return redirect("groups:office-offers")
