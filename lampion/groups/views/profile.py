"""What members can do, and whom one could ask for what nobody does."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups.forms_people import ProfileForm
from lampion.groups.models import Profile
from lampion.groups.proposing import proposals
from lampion.groups.reach import own_group
from lampion.groups.rules import can_manage_people
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


@never_cache
@require_http_methods(["GET", "POST"])
def skills(request: MemberRequest) -> HttpResponse:
    person, sent = request.user, request.POST if request.method == "POST" else None
    form = ProfileForm(sent, person=person, initial=ProfileForm.initial_of(person))
    if request.method == "POST" and form.is_valid():
        Profile.say(person, **form.said())
        messages.success(request, _("Saved."))
        return redirect("people:details")
    status = 422 if form.is_bound else 200
    return render(request, "groups/skills.html", {"form": form}, status=status)


@require_GET
def wizard(request: MemberRequest, pk: int) -> HttpResponse:
    """For each function that nobody has: people to ask, and why. Asking is done by a person."""
    group = own_group(request, pk)
    require(can_manage_people(request.user, group))
    context = {"group": group, "found": proposals(group, timezone.localdate())}
    return render(request, "groups/proposals.html", context)
