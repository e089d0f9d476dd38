"""Who did not confirm leaves; months after the end, those who signed become numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from lampion.journal import models as journal
from lampion.petitions.models import Petition, PetitionKey, PlaceNumber, Signature
from lampion.petitions.models.signature import SignatureQuerySet
from lampion.petitions.paper_retention import erase_scans_of
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name

# So many of one place, and nobody is meant; fewer go into the number of all places.
FEWEST = 10
AT_ONCE = 5_000


def forget_unconfirmed(at: datetime) -> int:
    """Remove what nobody confirmed in the days of the parameter; returns how many."""
    return sum(_forget_unconfirmed(section, at) for section in Section.objects.all())


def _forget_unconfirmed(section: Section, at: datetime) -> int:
    days = Parameter.objects.value(section, Name.UNCONFIRMED_DAYS, on=timezone.localdate(at))
    old = Signature.objects.unconfirmed_since(at - timedelta(days=days))
    return _delete(old.filter(petition__section=section), still=old)


def forget_signers(at: datetime) -> int:
    """Make numbers of who signed what ended long ago; returns how many petitions forgot."""
    ended = Petition.objects.filter(closed_at__isnull=False, key__destroyed_at=None)
    due = [one for one in ended.select_related("section", "key") if at >= kept_until(one, at)]
    for petition in due:
        _become_numbers(petition, at)
    # Also what an earlier run did not finish: nobody can read it, but it takes room.
    PetitionKey.sweep()
    nameless = Signature.objects.filter(petition__key__destroyed_at__isnull=False)
    _delete(nameless, still=Signature.objects.all())
    return len(due)


def kept_until(petition: Petition, at: datetime) -> datetime:
    """Return the moment from which a closed petition no longer knows who signed."""
    assert petition.closed_at is not None
    on: date = timezone.localdate(at)
    months = Parameter.objects.value(petition.section, Name.SIGNER_MONTHS, on=on)
    until: datetime = petition.closed_at + relativedelta(months=months)
    return until


@transaction.atomic
def _become_numbers(petition: Petition, at: datetime) -> None:
    """The key goes first: from then on nobody can read who signed, nor in a copy that was made before."""
    counted = Signature.objects.counted().filter(petition=petition).order_by()
    found = counted.values_list("month", "place").annotate(number=Count("pk"))
    numbers: dict[tuple[date, str], int] = {}
    for month, place, number in found:
        key = (month, place if number >= FEWEST else "")
        numbers[key] = numbers.get(key, 0) + number
    PlaceNumber.objects.bulk_create(
        PlaceNumber(petition=petition, month=month, place=place, number=number)
        for (month, place), number in numbers.items()
    )
    petition.key.destroy(at=at)
    petition.section.touch()  # so that the key leaves the memory of the web servers too
    erase_scans_of(petition)
    journal.write("forgot signers", petition, by=None, at=at)


def _delete(signatures: SignatureQuerySet, *, still: SignatureQuerySet) -> int:
    """Delete some at a time, so that nobody waits for it. still: asked of each again, once nobody changes it."""
    count = 0
    while found := list(signatures.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            held = still.select_for_update(of=("self",)).filter(pk__in=found)
            gone = list(held.values_list("pk", flat=True))
            count += Signature.objects.filter(pk__in=gone).delete()[0]
    return count
