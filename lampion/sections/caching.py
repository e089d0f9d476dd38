"""Whole public pages, kept in memory for signed-out readers until something on them changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from lampion.sections.models import Section

View = Callable[..., HttpResponse]


def kept_while_unchanged(view: View) -> View:
    """Keep the page under the section's version, read from the database: a change shows at the next click."""

    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "GET" or _known(request):
            return view(request, *args, **kwargs)
        key = _key(request)
        held = cache.get(key)
        if held is not None:
            answer = HttpResponse(held[0], content_type=held[1])
        else:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and not answer.cookies:
                cache.set(key, (answer.content, answer.headers["Content-Type"]), None)
        patch_vary_headers(answer, ["Cookie"])
        return answer

    return kept


def _known(request: HttpRequest) -> bool:
    """Who has a session may see their own name, and who has just done something its message."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _key(request: HttpRequest) -> str:
    section = Section.objects.home_version()
    said = f"{section}|{timezone.localdate()}|{request.get_host()}|{request.get_full_path()}"
    return f"page:{sha256(said.encode()).hexdigest()}"
