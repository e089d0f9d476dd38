"""Whole public answers, kept in memory for readers without a session until something on them changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from lampion.sections.models import Section

P = ParamSpec("P")
MARK, SECONDS = "kept_while_unchanged", "kept_for_seconds"
# What the addresses of public pages may ask for.
KNOWN = {
    "q",
    "place",
    "page",
    "region",
    "group",
    "intent",
    "section",
    "near",
    "limit",
    "letter",
    "offset",
    "g",
    "e",
    "asked",
}


def kept_while_unchanged(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Say that the page is the same for everybody who has no session, as long as no version changes."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        answer = view(*args, **kwargs)
        patch_vary_headers(answer, ["Cookie"])
        setattr(answer, MARK, True)
        return answer

    return marked


def kept_for(seconds: int) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Keep the page as `kept_while_unchanged` does, but no longer: a number on it changes without a version."""

    def marking(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        kept = kept_while_unchanged(view)

        @wraps(view)
        def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            answer = kept(*args, **kwargs)
            setattr(answer, SECONDS, seconds)
            return answer

        return marked

    return marking


class KeptPages:
    """Middleware: answers before all others what was answered before. One question to the database at most.

    The key holds the sum of the sections' versions, so that a change of any shows at the next click.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        held = cache.get(key) if key else None
        if held is not None:
            return HttpResponse(held[0], headers=held[1])
        answer = self.get_response(request)
        if key and isinstance(answer, HttpResponse) and _may_be_kept(answer):
            held = (answer.content, dict(answer.headers))
            cache.set(key, held, getattr(answer, SECONDS, None))
        return answer


def _may_be_kept(answer: HttpResponse) -> bool:
    return hasattr(answer, MARK) and answer.status_code == 200 and not answer.cookies


def _key(request: HttpRequest) -> str:
    """Return nothing for who has a session, and may see their name or the message of what they did."""
    page = request.path.endswith("/") or request.path.startswith("/api/")
    if request.method != "GET" or not page:
        return ""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return ""
    if not KNOWN.issuperset(request.GET):
        return ""  # a word that no page knows would only fill the memory
    try:
        host = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
    said = (
        f"{Section.objects.public_version()}|{timezone.localdate()}|{host}{request.get_full_path()}"
    )
    return f"page:{sha256(said.encode()).hexdigest()}"
