from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampion.kit.access import require
from lampion.people.assurance import is_enrolled
from lampion.people.factors import reset_factors
from lampion.people.models import Person
from lampion.people.proofs import ask_fresh_proof
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section, StaffAccess
from lampion.sections.reach import enter, shown_section, staffed_sections
from lampion.sections.rules import can_edit_section, can_reset_factors


@require_http_methods(["GET", "POST"])
def office_factors(request: MemberRequest, pk: int) -> HttpResponse:
    """A colleague who lost telephone, keys and codes: POST takes them away, and gives the days of grace anew."""
    now = timezone.now()
    today = timezone.localdate(now)
    section = _shared_section(request, pk, today)
    other = get_object_or_404(Person, pk=pk)
    enter(request, section, can_edit_section)
    require(can_reset_factors(request.user, other, section, today))
    if proof := ask_fresh_proof(request):
        return proof
    if not is_enrolled(other):
        raise Http404
    back = reverse("sections:office-staff")
    if request.method == "POST":
        reset_factors(other, by=request.user, at=now)
        messages.success(
            request, _("Done. A code by mail is enough now to sign in and begin anew.")
        )
        return redirect(back)
    return render(request, "people/office_reset.html", {"other": other, "back_url": back})


def _shared_section(request: MemberRequest, pk: int, today: date) -> Section:
    """Return the section in which both work: of several the one that the office shows."""
    accesses = StaffAccess.objects.open(today).filter(person=pk)
    theirs = set(accesses.values_list("section", flat=True))
    shared = [section for section in staffed_sections(request) if section.pk in theirs]
    if not shared:
        raise Http404
    shown = shown_section(request)
    return shown if shown and shown in shared else shared[0]
