"""The fraud desk: signatures are set aside by what they have in common, counted first, and undone as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from lampion.journal import models as journal
from lampion.kit.tasks import wake
from lampion.people.models import Person
from lampion.petitions.counting import COUNT, note
from lampion.petitions.models import Closed, Condition, Petition, Signature
from lampion.petitions.models.signature import SignatureQuerySet

# The reasons for which signing itself sets aside; see views/form.py.
CONNECTION, HOT = "connection", "hot"
PIECE = 1_000
# What was counted and what is there now may differ by one in twenty.
TOLERANCE = 20


class Different(Exception):
    """Meanwhile clearly more or fewer signatures meet the condition than were shown."""


class Met(NamedTuple):
    """How many a condition would set aside, how many of them count today, and how many are set aside already."""

    touched: int
    counted: int
    already: int


def met(condition: Condition) -> Met:
    there = Q(set_aside_at=None)
    found = condition.signatures().aggregate(
        touched=Count("pk", filter=there),
        counted=Count("pk", filter=there & Q(confirmed_at__isnull=False)),
        already=Count("pk", filter=~there),
    )
    return Met(**found)


@transaction.atomic
def apply(condition: Condition, *, seen: int, by: Person, at: datetime) -> Condition:
    """Keep a condition that is not saved yet, and set aside all that meet it now; the signers see no difference.

    seen: how many the page said it would set aside. Raises Different, Closed.
    """
    _held(condition.petition)
    if abs(met(condition).touched - seen) * TOLERANCE > seen:
        raise Different
    condition.by, condition.at = by, at
    condition.save(force_insert=True)
    found = condition.signatures().filter(set_aside_at=None)
    condition.touched = _sweep(found, step=-1, set_aside_at=at, set_aside_why=condition.why)
    condition.save(update_fields=["touched"])
    details = {"number": condition.touched, "standing": condition.standing}
    journal.write("set signatures aside", condition, by=by, at=at, details=details)
    return condition


@transaction.atomic
def undo(condition: Condition, *, by: Person, at: datetime) -> int:
    """All that this condition set aside counts again, each once; nobody is held against it any more. Raises Closed."""
    _held(condition.petition)
    fresh = Condition.objects.filter(pk=condition.pk, undone_at=None)
    ended = fresh.update(undone_at=at, undone_by=by)
    number = _sweep(_aside(condition.petition, condition.why), step=1, set_aside_at=None)
    number -= _hold_again(condition.petition, at)
    if ended or number:
        details = {"number": number}
        journal.write("let signatures count", condition, by=by, at=at, details=details)
    return number


@transaction.atomic
def let_count(petition: Petition, why: str, *, by: Person, at: datetime) -> int:
    """Let all count that signing itself set aside for this reason: a school, not a script. Raises Closed."""
    _held(petition)
    number = _sweep(_aside(petition, why), step=1, set_aside_at=None) - _hold_again(petition, at)
    _write("let signatures count", petition, why, number, by=by, at=at)
    return number


@transaction.atomic
def set_aside_again(petition: Petition, why: str, *, by: Person, at: datetime) -> int:
    """Undo `let_count` as a whole: what it let count waits again. Raises Closed."""
    _held(petition)
    let = Signature.objects.filter(petition=petition, set_aside_why=why, set_aside_at=None)
    number = _sweep(let, step=-1, set_aside_at=at)
    _write("set signatures aside", petition, why, number, by=by, at=at)
    return number


def _hold_again(petition: Petition, at: datetime) -> int:
    """Set aside what another condition, not undone, is met by: a signature keeps one reason only. Returns how many."""
    total = 0
    for one in Condition.objects.filter(petition=petition, undone_at=None).order_by("pk"):
        met_then = one.signatures().filter(set_aside_at=None)
        if not one.standing:
            met_then = met_then.filter(made_at__lte=one.at)
        total += _sweep(met_then, step=-1, set_aside_at=at, set_aside_why=one.why)
    return total


def _write(
    verb: str, petition: Petition, why: str, number: int, *, by: Person, at: datetime
) -> None:
    if number:
        journal.write(verb, petition, by=by, at=at, details={"why": why, "number": number})


def held_by_signing() -> SignatureQuerySet:
    """Return the confirmed ones that signing itself set aside, and nobody has looked at."""
    waiting = Signature.objects.filter(set_aside_why__in=(CONNECTION, HOT))
    return waiting.filter(set_aside_at__isnull=False, confirmed_at__isnull=False)


def _held(petition: Petition) -> Petition:
    """Let one deed of the desk after the other through; nobody who signs waits for it. Raises Closed."""
    rows = Petition.objects.select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=petition.pk)
    if held.closed_at or held.key.destroyed_at:
        raise Closed
    return held


def _aside(petition: Petition, why: str) -> QuerySet[Signature]:
    return Signature.objects.filter(
        petition=petition, set_aside_why=why, set_aside_at__isnull=False
    )


def _sweep(found: QuerySet[Signature], *, step: int, **values: object) -> int:
    """Change all that are found, and note that the confirmed ones begin or cease to count; returns how many.

    Each row is locked and asked once more: what somebody confirms or takes back in this moment is noted once.
    """
    total = last = 0
    needed = found.only("petition", "group", "event", "month", "confirmed_at").order_by("pk")
    locked = needed.select_for_update(of=("self",))
    while piece := list(locked.filter(pk__gt=last)[:PIECE]):
        last = piece[-1].pk
        note([one for one in piece if one.confirmed_at], step=step)
        Signature.objects.filter(pk__in=[one.pk for one in piece]).update(**values)
        total += len(piece)
    if total:
        wake(COUNT)
    return total
