"""Who may publish a petition."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.petitions.models import Petition


def can_publish(person: Person, petition: Petition) -> Verdict:
    """Nobody publishes alone: one writes, another has read every word."""
    if person.pk == petition.by_id:
        return no(_("Somebody else publishes what you wrote."))
    if not petition.proposed_at:
        return no(_("Its author has not finished: the publication must be asked for first."))
    return YES
