"""Gathers and queues the digest."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lampion.board.models import Digest, Post, Rhythm
from lampion.board.models.digest import periods, token_of, waiting_for, way_out
from lampion.groups.models import Membership
from lampion.kit.registers import matters
from lampion.mail import actions as mail
from lampion.people.models import Person

logger = logging.getLogger(__name__)

LENGTHS = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
# People in one run of the job; the next run takes the others.
AT_ONCE = 500
MOST_POSTS = 30


def send_digests(at: datetime) -> int:
    """Queue what is due at this moment; returns how many mails. Run twice, it mails once."""
    count = 0
    for rhythm, period in periods(at).items():
        for person in waiting_for(rhythm, period)[:AT_ONCE]:
            try:
                count += _send(person, Rhythm(rhythm), period, at)
            except Exception as error:  # noqa: BLE001 whatever is wrong with one person's news, the others get theirs
                logger.error("a digest failed: %s", type(error).__name__)
    return count


@transaction.atomic
def _send(person: Person, rhythm: Rhythm, period: str, at: datetime) -> bool:
    """Note that the period is done and queue the mail of it: both or neither. Nothing new is no mail."""
    last = Digest.objects.last_of(person)
    since = last.at if last else at - LENGTHS[rhythm]
    _row, fresh = Digest.objects.get_or_create(person=person, period=period, defaults={"at": at})
    if not fresh:
        return False
    with override(person.language):
        said = _gather(person, since, at)
    if said is None:
        return False
    mail.queue(
        "board/mail/digest",
        to=person.email or "",
        language=person.language,
        topic="digest",
        context=said,
        key=f"digest:{person.pk}:{period}",
        way_out=way_out(person),
    )
    return True


def _gather(person: Person, since: datetime, at: datetime) -> Mapping[str, Any] | None:
    """Return the words of the mail, of the groups to which the person belongs now; None if nothing is new."""
    today, then = timezone.localdate(at), timezone.localdate(since)
    groups = Membership.objects.there(today).filter(person=person).values("group")
    posts = Post.objects.standing().filter(group__in=groups, at__gt=since, at__lte=at)
    fresh = list(posts.exclude(by=person).select_related("group", "by")[: MOST_POSTS + 1])
    mine = matters(person, today)
    begun = [one for one in mine if one.since > then or (one.due_on and then < one.due_on <= today)]
    if not fresh and not begun:
        return None
    return {
        "person": person,
        "posts": [(post, _address("board:post", post.pk)) for post in fresh[:MOST_POSTS]],
        "more": len(fresh) > MOST_POSTS,
        "matters": [(one, one.done_by_mail(at) if one.done_by_mail else "") for one in mine],
        "home": settings.SITE_URL + settings.LOGIN_REDIRECT_URL,
        "choice": _address("board:digest", token_of(person)),
    }


def _address(route: str, key: object) -> str:
    return settings.SITE_URL + reverse(route, args=[key])
