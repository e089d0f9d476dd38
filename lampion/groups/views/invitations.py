"""A group asks somebody to join: GET shows, POST accepts or declines; by the link in the mail, or signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lampion.groups.models import Group, GroupInvitation
from lampion.groups.rules import can_manage_people
from lampion.kit.access import require
from lampion.people.requests import MemberRequest

RELATED = ("group__section", "person", "by")


# The secret in the address is the proof: no cookie is asked for, and none would prove more.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    known = GroupInvitation.objects.by_token(token, timezone.now()).select_related(*RELATED)
    found = get_object_or_404(known)
    if request.method == "POST":
        _answer(request, found)
        return redirect("groups:invitation", token)
    return _page(request, found)


@never_cache
@require_http_methods(["GET", "POST"])
def own_invitation(request: MemberRequest, pk: int) -> HttpResponse:
    """The same for who signed in, and has it among what waits for them."""
    mine = GroupInvitation.objects.open(timezone.now()).filter(person=request.user)
    found = get_object_or_404(mine.select_related(*RELATED), pk=pk)
    if request.method == "POST":
        _answer(request, found)
        if request.POST.get("answer") == "yes":
            return redirect("groups:home", found.group_id)
        messages.success(request, _("You said no, thank you"))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _page(request, found)


def _answer(request: HttpRequest, found: GroupInvitation) -> None:
    if request.POST.get("answer") == "yes":
        found.accept(at=timezone.now())
    elif request.POST.get("answer") == "no":
        found.decline(at=timezone.now())


def _page(request: HttpRequest, found: GroupInvitation) -> HttpResponse:
    context = {"invitation": found, "group": found.group, "section": found.group.section}
    return render(request, "groups/invitation.html", context)


@require_POST
def calling_off(request: MemberRequest, pk: int) -> HttpResponse:
    reached = GroupInvitation.objects.filter(group__in=Group.objects.joined_by(request.user))
    found = get_object_or_404(reached.select_related("group"), pk=pk)
    require(can_manage_people(request.user, found.group))
    found.call_off(by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is called off."))
    return redirect("groups:people", found.group_id)
