"""A browser in which somebody signed in before asks for codes on a count of its own, which no stranger uses up.

The cookie holds random bits and, for each of the last few addresses that signed in here, a mark of them made with our
key. Without the key it tells of nobody; for another address it is worth nothing; it opens nothing by itself.
"""

from __future__ import annotations

import hmac
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lampion.people.models.person import normalise_email

COOKIE = "browser"
SECONDS = 365 * 86400
# Those who share a computer at home.
MOST = 4


def known_as(request: HttpRequest, address: str) -> str:
    """Return a name for this browser if somebody signed in here with `address`; else nothing."""
    bits, marks = _read(request)
    return bits if any(hmac.compare_digest(mark, _mark(bits, address)) for mark in marks) else ""


def remember(request: HttpRequest, answer: HttpResponse, address: str) -> None:
    """Somebody with `address` has just signed in here."""
    bits, marks = _read(request)
    bits = bits or secrets.token_hex(16)
    mine = _mark(bits, address)
    kept = [mine, *(mark for mark in marks if mark != mine)][:MOST]
    answer.set_cookie(
        COOKIE,
        ".".join([bits, *kept]),
        max_age=SECONDS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the random bits and the marks; what somebody else made up is as nothing."""
    said = request.COOKIES.get(COOKIE, "")
    bits, *marks = said.split(".")
    if not said.isascii() or len(bits) != 32:
        return "", []
    return bits, marks[:MOST]


def _mark(bits: str, address: str) -> str:
    said = f"known browser|{bits}|{normalise_email(address)}"
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256").hex()
