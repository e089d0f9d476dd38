"""Whole public answers, kept in memory for readers without a session until something on them changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from lampion.sections.models import Section

P = ParamSpec("P")
MARK, SECONDS, UNTIL = "kept_while_unchanged", "kept_for_seconds", "kept_until"
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
# What Facebook, Google, Microsoft, Instagram, Mailchimp and others add to the addresses in their pages and mails.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|ttclid|igsh|igshid|mc_[ce]id"
)


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


def hold_until(request: HttpRequest, moment: datetime) -> None:
    """Say that a part of the page is true up to this moment: the whole page is kept no longer."""
    setattr(request, UNTIL, min(moment, getattr(request, UNTIL, moment)))


class KeptPages:
    """Middleware: answers before all others what was answered before. One question to the database at most.

    The key holds the sum of the sections' versions, so that a change of any shows at the next click.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _forget_where_from(request)
        key = _key(request)
        held = cache.get(key) if key else None
        if held is not None:
            return HttpResponse(held[0], headers=held[1])
        answer = self.get_response(request)
        if key and isinstance(answer, HttpResponse) and _may_be_kept(answer):
            held = (answer.content, dict(answer.headers))
            cache.set(key, held, _seconds(request, answer))
        return answer


def _forget_where_from(request: HttpRequest) -> None:
    """Drop what other sites add to an address to know their readers again: no page of ours reads it."""
    if request.method != "GET" or not any(_TRACKING.fullmatch(name) for name in request.GET):
        return
    said = request.GET.copy()
    for name in list(said):
        if _TRACKING.fullmatch(name):
            del said[name]
    request.META["QUERY_STRING"] = said.urlencode()
    request.GET = QueryDict(said.urlencode())


def _may_be_kept(answer: HttpResponse) -> bool:
    return hasattr(answer, MARK) and answer.status_code == 200 and not answer.cookies


def _seconds(request: HttpRequest, answer: HttpResponse) -> float | None:
    """Return for how long the page may be kept; None: until a version changes."""
    most: float | None = getattr(answer, SECONDS, None)
    until: datetime | None = getattr(request, UNTIL, None)
    if until is None:
        return most
    left = max(0.0, (until - timezone.now()).total_seconds())
    return left if most is None else min(most, left)


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
