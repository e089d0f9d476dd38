import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

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


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks who is there, but those that say otherwise. A piece of an open page says so in its place."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know only the way to the sign-in
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        wanted = _path(request.headers.get("HX-Current-URL", ""))
        answer = render(request, "people/signed_out.html", {"query": urlencode({"next": wanted})})
        add_never_cache_headers(answer)
        return answer


def _path(address: str) -> str:
    try:
        said = urlsplit(address)
    except ValueError:
        return ""
    return said.path + (f"?{said.query}" if said.query else "")


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
