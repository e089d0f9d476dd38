from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models import Petition, PetitionKey, SamePerson, Stale, Tally


@transaction.atomic
def publish(petition: Petition, *, by: Person, at: datetime) -> None:
    """Open it exactly as it was read, with a key of its own. Raises SamePerson, Stale."""
    held = petition.locked()
    if held.published_at or not held.proposed_at or held.changed_at != petition.changed_at:
        raise Stale
    if by.pk == held.by_id:
        raise SamePerson
    PetitionKey.make(held, at=at)
    Tally.objects.create(petition=held, counted_at=at)
    Petition.objects.filter(pk=held.pk).update(published_by=by, published_at=at)
    journal.write("published petition", held, by=by, at=at)
    held.section.touch()
