from __future__ import annotations

import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone

from lampion.people.models.person import normalise_email


def address_mark(address: str) -> str:
    """Name an address in a way that tells nothing without it."""
    return f"address:{normalise_email(address)}"


class ErasureMark(models.Model):
    """That somebody asked to be erased: a keyed hash of what a list could bring back, and nothing else."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest

    @staticmethod
    def digest_of(said: str) -> str:
        """Return an HMAC-SHA256, in hexadecimal: without the key, nobody can try out addresses."""
        return hmac.digest(settings.SECRET_KEY.encode(), f"erased:{said}".encode(), "sha256").hex()

    @classmethod
    def leave(cls, said: Iterable[str]) -> int:
        """Mark what is `said`; twice is once."""
        marks = [ErasureMark(digest=cls.digest_of(one)) for one in said]
        ErasureMark.objects.bulk_create(marks, ignore_conflicts=True)
        return len(marks)

    @classmethod
    def all_digests(cls) -> set[str]:
        return set(cls.objects.values_list("digest", flat=True))
