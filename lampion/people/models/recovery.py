from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import models, transaction

from lampion.people.models.person import Person

HOW_MANY = 10
# Without letters that look like a digit (after Crockford's base 32): 16 of them are 80 bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH, GROUP = 16, 4
_ALIKE = str.maketrans("oil", "011", " -\u2013\t\u00a0\u202f")


def normalise_code(typed: str) -> str:
    return typed.strip().lower().translate(_ALIKE)


def _hash(person: Person, code: str) -> str:
    """80 random bits cannot be tried out, so that no key is needed: one that changes would end all codes."""
    return hashlib.sha256(f"recovery|{person.pk}|{code}".encode()).hexdigest()


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def left(self, person: Person) -> RecoveryCodeQuerySet:
        return self.filter(person=person, used_at=None)


class RecoveryCode(models.Model):
    """One of ten codes on paper, each good once, for who has lost telephone and keys."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = RecoveryCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recovery code {self.pk}"

    @classmethod
    @transaction.atomic
    def make(cls, person: Person, *, at: datetime) -> list[str]:
        """Return ten new codes, in groups of four; the former ones are good no longer."""
        cls.objects.filter(person=person).delete()
        codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
        RecoveryCode.objects.bulk_create(
            RecoveryCode(person=person, code_hash=_hash(person, code), made_at=at) for code in codes
        )
        return ["-".join(_groups(code)) for code in codes]

    @classmethod
    def redeem(cls, person: Person, typed: str, *, at: datetime) -> bool:
        """Use the code up and say whether it was good: of two at once, one is."""
        hashed = _hash(person, normalise_code(typed))
        return bool(cls.objects.left(person).filter(code_hash=hashed).update(used_at=at))


def _groups(code: str) -> list[str]:
    return [code[start : start + GROUP] for start in range(0, len(code), GROUP)]
