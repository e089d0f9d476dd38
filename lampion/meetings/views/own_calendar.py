"""The secret address of somebody's own calendar."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampion.meetings.models import CalendarAddress
from lampion.people.requests import MemberRequest


@never_cache
@require_http_methods(["GET", "POST"])
def own_calendar(request: MemberRequest) -> HttpResponse:
    """POST makes a new address and shows it, this once."""
    address = ""
    if request.method == "POST":
        address = CalendarAddress.make(request.user, at=timezone.now())
    context = {"address": address, "known": CalendarAddress.open_of(request.user)}
    return render(request, "meetings/own_calendar.html", context)


@require_POST
def revocation(request: MemberRequest) -> HttpResponse:
    known = CalendarAddress.open_of(request.user)
    if known:
        known.revoke(at=timezone.now())
        messages.success(request, _("Done: the address leads nowhere any more."))
    return redirect("meetings:own-calendar")
