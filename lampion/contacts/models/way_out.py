from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse

from lampion.contacts.models.contact import Contact
from lampion.kit.rows import insert

# A mail is opened again years later, and must still be able to stop.
KEPT = timedelta(days=3 * 365)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class WayOutQuerySet(models.QuerySet["WayOut"]):
    def usable(self, token: str) -> WayOutQuerySet:
        """Ways out of contacts that were not emptied since."""
        return self.filter(token_hash=_hash(token), contact__email__isnull=False)


class WayOut(models.Model):
    """A link by mail, of 128 random bits, by which a contact chooses or stops its news without signing in."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="ways_out")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)

    objects = WayOutQuerySet.as_manager()

    def __str__(self) -> str:
        return f"way out {self.pk}"

    @classmethod
    def make(cls, contact: Contact, *, at: datetime) -> str:
        """Return the address of a new way out for one mail."""
        token = secrets.token_urlsafe(16)
        insert(cls(contact=contact, token_hash=_hash(token), made_at=at))
        return settings.SITE_URL + reverse("one-click:one-click", args=[token])

    @classmethod
    def make_many(cls, contacts: Iterable[int], *, at: datetime) -> dict[int, str]:
        """Return contact (key) -> address of a new way out, for as many mails."""
        tokens = {contact: secrets.token_urlsafe(16) for contact in contacts}
        WayOut.objects.bulk_create(
            (
                WayOut(contact_id=contact, token_hash=_hash(token), made_at=at)
                for contact, token in tokens.items()
            ),
            batch_size=2000,
        )
        before, _space, after = reverse("one-click:one-click", args=["TOKEN"]).partition("TOKEN")
        site = settings.SITE_URL
        return {contact: f"{site}{before}{token}{after}" for contact, token in tokens.items()}

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(made_at__lt=at - KEPT).delete()[0]
