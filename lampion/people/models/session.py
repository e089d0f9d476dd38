from __future__ import annotations

import hashlib

from django.db import models

from lampion.people.models.person import Person


def hash_key(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


class Session(models.Model):
    """A browser's session. Its key is hashed and its content sealed: a copy of the table opens nothing."""

    key_hash = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    expires_at = models.DateTimeField(db_index=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    device = models.CharField(max_length=60, blank=True)
    used_month = models.DateField(null=True)

    def __str__(self) -> str:
        return f"session {self.pk}"
