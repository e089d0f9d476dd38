from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from lampion.journal import models as journal
from lampion.people.models import Person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarAddress(models.Model):
    """A secret address, of 128 random bits, at which a calendar program reads somebody's meetings."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="one_open_calendar_address"
            )
        ]

    def __str__(self) -> str:
        return f"calendar address {self.pk}"

    @classmethod
    def open_of(cls, person: Person) -> CalendarAddress | None:
        return cls.objects.filter(person=person, revoked_at=None).first()

    @classmethod
    def reader(cls, token: str) -> models.QuerySet[CalendarAddress]:
        known = cls.objects.filter(token_hash=_hash(token), revoked_at=None)
        return known.filter(person__is_active=True).select_related("person")

    @classmethod
    @transaction.atomic
    def make(cls, person: Person, *, at: datetime) -> str:
        """Return a new address, which nobody can read again; the former one leads nowhere from now on."""
        Person.objects.select_for_update().get(pk=person.pk)
        former = cls.open_of(person)
        if former:
            former.revoke(at=at)
        token = secrets.token_urlsafe(16)
        made = cls.objects.create(person=person, token_hash=_hash(token), made_at=at)
        journal.write("made calendar address", made, by=person, at=at)
        return settings.SITE_URL + reverse("calendar:own-calendar", args=[token])

    @transaction.atomic
    def revoke(self, *, at: datetime) -> None:
        """It leads nowhere from now on. Twice is once."""
        if CalendarAddress.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=at):
            journal.write("revoked calendar address", self, by=self.person, at=at)
