from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lampion.cases.models import Case
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models import (
    CaseNotOpen,
    LastDayPassed,
    Petition,
    PetitionKey,
    SamePerson,
    Stale,
    Tally,
)


@transaction.atomic
def publish(petition: Petition, *, by: Person, at: datetime) -> None:
    """Open it exactly as it was read, with a key of its own. Raises SamePerson, Stale.

    Raises LastDayPassed, CaseNotOpen for what nobody could sign.
    """
    held = petition.locked()
    if held.published_at or not held.proposed_at or held.changed_at != petition.changed_at:
        raise Stale
    if by.pk == held.by_id:
        raise SamePerson
    _require_signable(held, at)
    PetitionKey.make(held, at=at)
    Tally.objects.create(petition=held, counted_at=at)
    Petition.objects.filter(pk=held.pk).update(published_by=by, published_at=at)
    journal.write("published petition", held, by=by, at=at)
    held.section.touch()


def _require_signable(petition: Petition, at: datetime) -> None:
    if petition.closes_at <= at:
        raise LastDayPassed
    opens_at = max(at, petition.opens_at or at)
    if not Case.objects.public(opens_at).active(opens_at).filter(pk=petition.case_id).exists():
        raise CaseNotOpen
