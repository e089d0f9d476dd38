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
from lampion.sections.models import StaffAccess
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_edit_section, can_reset_factors


@require_http_methods(["GET", "POST"])
def office_factors(request: MemberRequest, pk: int) -> HttpResponse:
    """A colleague who lost telephone, keys and codes: POST takes them away, and gives the days of grace anew."""
    section, now = staffed_section(request, can_edit_section), timezone.now()
    today = timezone.localdate(now)
    staff = StaffAccess.objects.open(today).filter(section=section)
    other = get_object_or_404(Person, pk__in=staff.values("person"), pk=pk)
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
