import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from lampion.people.assurance import standing_of

Next = Callable[[HttpRequest], HttpResponseBase]


def private_pages(get_response: Next) -> Next:
    """What a signed-in person sees stays in no cache: not a proxy's, and not on the disk of a shared computer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in answer:
            answer["Cache-Control"] = "no-store, private"
        return answer

    return middleware


# In any language: whatever is, or will be, below office/.
OFFICE = re.compile(
    rf"/(?:(?:{'|'.join(re.escape(code) for code, _name in settings.LANGUAGES)})/)?office/"
)


class SecondFactor:
    """Whoever must have a second factor and has none by their day is led to set one up.

    In front of the views, and by address: a new page of the office cannot forget it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not OFFICE.match(request.path_info):
            return None
        standing = standing_of(request)
        if standing is None or not standing.is_late:
            return None
        if "HX-Request" in request.headers:  # a fragment: the whole page goes there
            return HttpResponse(headers={"HX-Redirect": reverse("people:security")})
        return redirect("people:security")
