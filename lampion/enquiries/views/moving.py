from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lampion.enquiries.actions import NotHanded
from lampion.enquiries.models import AlreadyEnded
from lampion.people.requests import MemberRequest

View = Callable[[MemberRequest, int], HttpResponse]


def says_what_moved(back: str) -> Callable[[View], View]:
    """Between the look at a request and the deed somebody else may have acted: say so on the list `back`."""

    def say(view: View) -> View:
        @wraps(view)
        def told(request: MemberRequest, pk: int) -> HttpResponse:
            try:
                return view(request, pk)
            except AlreadyEnded:
                messages.error(request, _("This request is closed."))
            except NotHanded:
                messages.error(request, _("This request is no longer with your group."))
            return redirect(back)

        return told

    return say
