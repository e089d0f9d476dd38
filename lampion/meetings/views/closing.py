"""What pages about minutes have in common: forms that a script sends too, and minutes that close meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from lampion.meetings.models import MinutesClosed
from lampion.people.requests import MemberRequest

GONE = 410
View = Callable[..., HttpResponse]


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also if it is nothing: an empty form has faults to name."""
    return request.POST if request.method == "POST" else None


def while_open(view: View) -> View:
    """Say so, and keep what was typed on the page, if the minutes were laid before the group meanwhile."""

    @wraps(view)
    def guarded(request: MemberRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except MinutesClosed as closed:
            said = _("These minutes lie before the group: propose other words as an amendment.")
            if by_script(request):
                return JsonResponse({"message": said}, status=GONE)
            meeting = closed.meeting
            context = {"group": meeting.group, "meeting": meeting, "said": said}
            return render(request, "meetings/closed.html", context, status=GONE)

    return guarded
