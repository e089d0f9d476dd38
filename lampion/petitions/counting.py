"""The number: added up from what began or ceased to count since the last time, recounted every night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lampion.kit.tasks import wake
from lampion.petitions.models import Change, Petition, Share, Signature, Source, Tally

COUNT = gettext_noop("count the signatures")
AT_ONCE = 20_000
Key = tuple[Any, ...]  # petition, source, group, event, month

# One statement, so that what is counted and what is still to be counted are of the same moment.
_ONLINE = """
SELECT group_id, event_id, month, SUM(number) FROM (
    SELECT group_id, event_id, month, COUNT(*) AS number FROM petitions_signature
    WHERE petition_id = %s AND confirmed_at IS NOT NULL AND set_aside_at IS NULL
    GROUP BY group_id, event_id, month
    UNION ALL
    SELECT group_id, event_id, month, -step AS number FROM petitions_change
    WHERE petition_id = %s AND source = 'online'
) counted GROUP BY group_id, event_id, month
"""
_PAPER = """
SELECT group_id, event_id, month, SUM(number) FROM (
    SELECT bundle.group_id, bundle.event_id, result.month, result.valid AS number
    FROM petitions_sheetresult result
    JOIN petitions_sheet sheet ON sheet.id = result.sheet_id
    JOIN petitions_bundle bundle ON bundle.id = sheet.bundle_id
    WHERE sheet.petition_id = %s
    UNION ALL
    SELECT group_id, event_id, month, -step AS number FROM petitions_change
    WHERE petition_id = %s AND source = 'paper'
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
        # The tally first, as in a recount, and in one order: of two that count, none waits for the other.
        petitions = sorted({one.petition_id for one in changes})
        held = Tally.objects.select_for_update(of=("self",)).filter(petition__in=petitions)
        list(held.order_by("pk"))
        for key in sorted(steps, key=str):
            _raise_share(key, steps[key])
        for petition in petitions:
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
    """What is signed online; on paper see `recount_paper`."""
    tally = Tally.objects.select_for_update(of=("self",)).get(petition=petition)
    online, _wrong = _right(petition, Source.ONLINE, _ONLINE)
    corrected = online - tally.online
    Tally.objects.filter(pk=tally.pk).update(online=online, recounted_at=at, corrected=corrected)
    return corrected != 0


def recount_paper(at: datetime) -> int:
    """Compare every number on paper with the sheets themselves, and set it right; returns how many were wrong."""
    known = Petition.objects.filter(tally__isnull=False, bundles__isnull=False).distinct()
    return sum(_recount_paper(petition) for petition in known.order_by("pk"))


@transaction.atomic
def _recount_paper(petition: Petition) -> bool:
    tally = Tally.objects.select_for_update(of=("self",)).get(petition=petition)
    paper, wrong = _right(petition, Source.PAPER, _PAPER)
    Tally.objects.filter(pk=tally.pk).update(paper=paper)
    return wrong or paper != tally.paper


def _right(petition: Petition, source: Source, statement: str) -> tuple[int, bool]:
    """Set the shares right; return their sum, and whether one was wrong. Whoever calls holds the tally."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [petition.pk, petition.pk])
        found = cursor.fetchall()
    shares = Share.objects.filter(petition=petition, source=source)
    columns = ("group", "event", "month", "number")
    former = set(shares.exclude(number=0).values_list(*columns))
    shares.update(number=0)
    for group, event, month, number in found:
        day = month if not isinstance(month, str) else datetime.fromisoformat(month).date()
        _raise_share((petition.pk, source, group, event, day), int(number))
    right = set(shares.exclude(number=0).values_list(*columns))
    return sum(number for *_where, number in right), right != former
