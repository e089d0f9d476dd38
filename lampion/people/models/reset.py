from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone

from lampion.people.models.person import Person


class FactorReset(models.Model):
    """That somebody of the secretariat took away all second factors of a person who had lost them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by=None) | ~models.Q(by=models.F("person")),
                name="nobody_resets_their_own_factors",
            )
        ]

    def __str__(self) -> str:
        return f"factor reset {self.pk}"

    @classmethod
    def last_day(cls, person: Person) -> date | None:
        """Return the day of the person's last reset, if there was one."""
        last: datetime | None = (
            cls.objects.filter(person=person).values_list("at", flat=True).first()
        )
        return timezone.localdate(last) if last else None
