"""The number: added up from what began or ceased to count since the last time, recounted every night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_noop

from lampion.kit.tasks import wake
from lampion.petitions.models import Change, Petition, Share, Signature, Source, Tally

COUNT = gettext_noop("count the signatures")
AT_ONCE = 20_000
Key = tuple[Any, ...]  # petition, source, group, event, month

# One statement, so that what is counted and what is still to be counted are of the same moment.
_RECOUNT = """
SELECT group_id, event_id, month, SUM(number) FROM (
    SELECT group_id, event_id, month, COUNT(*) AS number FROM petitions_signature
    WHERE petition_id = %s AND confirmed_at IS NOT NULL AND set_aside_at IS NULL
    GROUP BY group_id, event_id, month
    UNION ALL
    SELECT group_id, event_id, month, -step AS number FROM petitions_change
    WHERE petition_id = %s AND source = 'online'
) counted GROUP BY group_id, event_id, month
"""


def note(signatures: Iterable[Signature], *, step: int) -> None:
    """Note that these begin (1) or cease (-1) to count. In the transaction of the deed."""
    Change.objects.bulk_create(
        Change(
            petition_id=one.petition_id,
            source=Source.ONLINE,
            group_id=one.group_id,
            event_id=one.event_id,
            month=one.month,
            step=step,
        )
        for one in signatures
    )


def count(at: datetime, limit: int = AT_ONCE) -> int:
    """Add up what changed since the last count; returns how many changes there were."""
    with transaction.atomic():
        # Of two that count at once, the second waits, and finds these gone.
        changes = list(Change.objects.select_for_update(of=("self",)).order_by("pk")[:limit])
        steps: Counter[Key] = Counter()
        for one in changes:
            steps[(one.petition_id, one.source, one.group_id, one.event_id, one.month)] += one.step
        # In one order: of two that count other petitions, none waits for the other.
        for key in sorted(steps, key=str):
            _raise_share(key, steps[key])
        for petition in sorted({one.petition_id for one in changes}):
            _raise_tally(petition, steps, at)
        Change.objects.filter(pk__in=[one.pk for one in changes]).delete()
    if len(changes) == limit:
        wake(COUNT)
    return len(changes)


def _raise_share(key: Key, step: int) -> None:
    petition, source, group, event, month = key
    what = {"petition_id": petition, "source": source, "month": month}
    what |= {"group_id": group, "event_id": event}
    if not Share.objects.filter(**what).update(number=F("number") + step):
        Share.objects.create(**what, number=step)


def _raise_tally(petition: int, steps: Counter[Key], at: datetime) -> None:
    def of(source: Source) -> int:
        return sum(step for key, step in steps.items() if key[:2] == (petition, source))

    Tally.objects.filter(petition=petition).update(
        online=F("online") + of(Source.ONLINE), paper=F("paper") + of(Source.PAPER), counted_at=at
    )


def recount(at: datetime) -> int:
    """Compare every number with the signatures themselves, and set it right; returns how many were wrong."""
    known = Petition.objects.filter(tally__isnull=False, key__destroyed_at=None)
    return sum(_recount(petition, at) for petition in known.order_by("pk"))


@transaction.atomic
def _recount(petition: Petition, at: datetime) -> bool:
    """Only what is signed online: on paper the sheets are counted twice, by two people."""
    tally = Tally.objects.select_for_update(of=("self",)).get(petition=petition)
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [petition.pk, petition.pk])
        found = cursor.fetchall()
    shares = Share.objects.filter(petition=petition, source=Source.ONLINE)
    shares.update(number=0)
    for group, event, month, number in found:
        day = month if not isinstance(month, str) else datetime.fromisoformat(month).date()
        _raise_share((petition.pk, Source.ONLINE, group, event, day), int(number))
    online = shares.aggregate(sum=Sum("number"))["sum"] or 0
    corrected = online - tally.online
    Tally.objects.filter(pk=tally.pk).update(online=online, recounted_at=at, corrected=corrected)
    return corrected != 0
