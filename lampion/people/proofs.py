"""How far a browser has proven who holds it: half, fully, and how long ago. All of it stands in the sealed session."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lampion.people.known_browsers import remember
from lampion.people.models import Person, Throttle
from lampion.people.requests import MemberRequest

P = ParamSpec("P")
HALF_LIFE = FRESH = timedelta(minutes=10)
CHALLENGE_LIFE = timedelta(minutes=5)


def enter(request: HttpRequest, person: Person, wanted: str, *, at: datetime) -> HttpResponse:
    """Sign in fully, and go to the page that was wanted; the browser is known from now on."""
    _sign_in_fully(request, person, at=at)
    answer = redirect(wanted)
    remember(request, answer, person.email or "")
    return answer


def _sign_in_fully(request: HttpRequest, person: Person, *, at: datetime) -> None:
    request.session.flush()
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session["device"] = device_of(request)
    note_proof(request, at=at)


def device_of(request: HttpRequest) -> str:
    """Return two words for the owner's own list; the browser's full description is not kept."""
    agent = request.headers.get("User-Agent", "")
    browsers = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    found = [next((name for name in names if name in agent), "?") for names in (browsers, systems)]
    return " · ".join(found)


def sign_in_half(request: HttpRequest, person: Person, *, wanted: str, at: datetime) -> None:
    """The code by mail was right; the second proof is still to come."""
    request.session.flush()
    request.session["half"] = {"person": person.pk, "at": at.isoformat(), "next": wanted}


def half_signed_in(request: HttpRequest, *, at: datetime) -> tuple[Person, str] | None:
    """Return who typed the code by mail less than ten minutes ago, and where they wanted to go."""
    half = request.session.get("half")
    if not half or not _since(half["at"], HALF_LIFE, at=at):
        return None
    person = Person.objects.filter(pk=half["person"], is_active=True).first()
    return (person, half["next"]) if person else None


def note_proof(request: HttpRequest, *, at: datetime) -> None:
    request.session["proven_at"] = at.isoformat()


def is_freshly_proven(request: HttpRequest, *, at: datetime) -> bool:
    proven: str = request.session.get("proven_at", "")
    return bool(proven) and _since(proven, FRESH, at=at)


def ask_fresh_proof(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the page that asks for a proof and comes back, if the last proof is old.

    What was clicked too late is not done, and that is said.
    """
    if is_freshly_proven(request, at=timezone.now()):
        return None
    if request.method == "POST":
        late = _("Ten minutes have passed: nothing was changed. Show once more that it is you.")
        messages.warning(request, late)
    return redirect(f"{reverse('people:proof')}?{urlencode({'next': request.get_full_path()})}")


def freshly_proven(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[Concatenate[MemberRequest, P], HttpResponse]:
    """Open the page only to who proved within the last ten minutes who they are."""

    @wraps(view)
    def asked(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return ask_fresh_proof(request) or view(request, *args, **kwargs)

    return asked


def safe_address(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Return `wanted` if it leads to a page of ours."""
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    # "word" alone would be taken for the name of a page.
    return wanted if safe and wanted.startswith("/") else otherwise


def new_challenge(request: HttpRequest, purpose: str, *, at: datetime) -> bytes:
    """Return 32 random bytes that only this session may answer, for this purpose, soon."""
    challenge = secrets.token_bytes(32)
    said: dict[str, Any] = {"value": challenge.hex(), "for": purpose, "at": at.isoformat()}
    request.session["challenge"] = said
    return challenge


def take_challenge(request: HttpRequest, purpose: str, *, at: datetime) -> bytes | None:
    """Return the challenge, once: the count in the database holds also when two answer at the same time."""
    said = request.session.pop("challenge", None)
    if not said or said["for"] != purpose or not _since(said["at"], CHALLENGE_LIFE, at=at):
        return None
    once = Throttle.hit("challenge", said["value"], at=at, limit=1, per=86400)
    return bytes.fromhex(said["value"]) if once else None


def _since(moment: str, most: timedelta, *, at: datetime) -> bool:
    return datetime.fromisoformat(moment) > at - most
