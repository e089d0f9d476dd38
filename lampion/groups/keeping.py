"""The home of a group, kept in memory for each of its members until something on it changes. See decision 13."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language

from lampion.groups.models import Pulse
from lampion.kit.registers import next_moment
from lampion.people.requests import MemberRequest

# What Django writes into each form: good for the browser that asked, and never kept.
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")')
# The mark of a form that has one effect: a page that carries one is drawn each time.
MARK = b'name="once"'


@dataclass(frozen=True, slots=True)
class Kept:
    """A page without its tokens, which stood between `pieces`; right from one instant until another."""

    version: tuple[int, int]
    since: datetime
    until: datetime
    pieces: list[bytes]


def kept_home(request: MemberRequest, group: int, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the page of a group (its key) for whoever asks: what was drawn before, if nothing has changed.

    Whether somebody belongs to the group is asked each time. The version is read before the page is drawn: what
    changes meanwhile makes the page old, never fresh.
    """
    version = Pulse.for_member(group, request.user.pk)
    if version is None:
        raise Http404
    if request.GET or len(get_messages(request)):  # a message is read once
        return draw()
    now, key = timezone.now(), _key(request, group)
    held: Kept | None = caches["homes"].get(key)
    if held and held.version == version and held.since <= now < held.until:
        return HttpResponse(get_token(request).encode().join(held.pieces))
    answer = draw()
    if answer.status_code == 200 and MARK not in answer.content:
        kept = Kept(version, now, _until(group, now), TOKEN.split(answer.content))
        caches["homes"].set(key, kept, None)
    return answer


def _key(request: MemberRequest, group: int) -> str:
    place = f"{request.scheme}://{request.get_host()}"
    return f"home:{group}:{request.user.pk}:{get_language()}:{place}"


def _until(group: int, now: datetime) -> datetime:
    """Return when the page changes by itself: something begins or ends, at the latest the day."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, timezone.get_current_timezone())
    return min(next_moment(group, now) or midnight, midnight)
