from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction

LIFE = timedelta(days=7)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class FoundingLinkQuerySet(models.QuerySet["FoundingLink"]):
    def usable(self, token: str, at: datetime) -> FoundingLinkQuerySet:
        return self.filter(token_hash=_hash(token), used_at=None, made_at__gt=at - LIFE)


class FoundingLink(models.Model):
    """The link, printed once on the machine itself, that opens the first section of an empty house."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = FoundingLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"founding link {self.pk}"

    @classmethod
    @transaction.atomic
    def make(cls, *, at: datetime) -> str:
        """Return the token of a new link of 128 random bits; the former ones no longer open anything."""
        cls.objects.filter(used_at=None).update(used_at=at)
        token = secrets.token_urlsafe(16)
        cls.objects.create(token_hash=_hash(token), made_at=at)
        return token
