from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampion.groups.models import Group
from lampion.kit.access import require
from lampion.people.assurance import is_enrolled
from lampion.people.factors import reset_factors
from lampion.people.models import Person
from lampion.people.proofs import ask_fresh_proof
from lampion.people.requests import MemberRequest
from lampion.sections.rules import can_reset_factors


@require_http_methods(["GET", "POST"])
def office_factors(request: MemberRequest, pk: int, person_pk: int) -> HttpResponse:
    """Somebody of the group who lost telephone, keys and codes: POST takes them away."""
    now = timezone.now()
    today = timezone.localdate(now)
    group = get_object_or_404(Group.objects.in_office_of(request.user, today), pk=pk)
    other = get_object_or_404(
        Person, pk__in=group.memberships.active().values("person"), pk=person_pk
    )
    require(can_reset_factors(request.user, other, group.section, today))
    if proof := ask_fresh_proof(request):
        return proof
    if not is_enrolled(other):
        raise Http404
    back = reverse("groups:office-group", args=[pk])
    if request.method == "POST":
        reset_factors(other, by=request.user, at=now)
        messages.success(
            request, _("Done. A code by mail is enough now to sign in and begin anew.")
        )
        return redirect(back)
    return render(request, "people/office_reset.html", {"other": other, "back_url": back})
