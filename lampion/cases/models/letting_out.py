"""What one person of the secretariat adds, and another has to look at before anybody else sees it."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q

from lampion.cases.models.edition import SamePerson, Stale
from lampion.people.models import Person


class ByTwo(models.Model):
    """by, at: who added it, and when. released_by: who let it out; until then the secretariat alone sees it.

    A row is never shown in another shape than the one that was looked at: to replace is to add another row.
    """

    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | Q(by=None) | ~Q(released_by=F("by")),
                name="two_people_show_%(class)s",
            )
        ]

    @property
    def waits(self) -> bool:
        """Whether a second person has to look at it."""
        return self.released_at is None

    @transaction.atomic
    def let_out(self, *, by: Person, at: datetime) -> None:
        """Raises SamePerson, and Stale if it is let out already, or gone."""
        waiting = type(self)._default_manager.filter(pk=self.pk, released_at=None)
        held = waiting.select_for_update(of=("self",)).first()
        if held is None:
            raise Stale
        if held.by_id == by.pk:
            raise SamePerson
        waiting.update(released_by=by, released_at=at)
        self.released_by, self.released_at = by, at
