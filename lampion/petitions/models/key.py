"""Each petition's own key: it seals who signed, makes what is compared, and the links. Without it nobody is known."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models, transaction
from django.db.models import Q

from lampion.people import keyring
from lampion.people.sealing import seal, unseal
from lampion.petitions.models.petition import Petition

NONCE = 12
KeyAbsent = keyring.Absent


class KeyDestroyed(Exception):
    """Who signed is known to nobody any more, nor from a copy of the database."""


class PetitionKey(models.Model):
    """Two halves of 32 random bytes, of which neither opens anything alone. Both go when it is destroyed.

    wrapped: the one in the database, sealed with LAMPION_KEYS. half: the name of a file in the keyring, which is in
    no copy of the database: copies made before cannot be read either. The name stays until the file is gone.
    """

    petition = models.OneToOneField(Petition, models.PROTECT, related_name="key")
    wrapped = models.CharField(max_length=300, blank=True)
    half = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_at=None) | Q(wrapped=""),
                name="destroyed_key_is_empty",
            )
        ]

    def __str__(self) -> str:
        return f"key of petition {self.petition_id}"

    @classmethod
    def make(cls, petition: Petition, *, at: datetime) -> PetitionKey:
        wrapped, half = seal(secrets.token_hex(32)), keyring.new_secret()
        return cls.objects.create(petition=petition, wrapped=wrapped, half=half, made_at=at)

    def destroy(self, *, at: datetime) -> None:
        """From now on nobody knows who signed, whatever copy of the database they have. Twice is once."""
        held = PetitionKey.objects.filter(pk=self.pk, destroyed_at=None)
        held.update(wrapped="", destroyed_at=at)
        transaction.on_commit(PetitionKey.sweep, robust=True)

    @classmethod
    def sweep(cls) -> int:
        """Remove the files of destroyed keys, also those that an earlier run left; returns how many."""
        left = list(cls.objects.exclude(destroyed_at=None).exclude(half=""))
        for key in left:
            keyring.remove(key.half)
            cls.objects.filter(pk=key.pk).update(half="")
        return len(left)

    @cached_property
    def secrets(self) -> Secrets:
        """Raises KeyDestroyed, KeyAbsent."""
        if not self.wrapped:
            raise KeyDestroyed
        other = keyring.secret(self.half)
        return Secrets(hmac.digest(bytes.fromhex(unseal(self.wrapped)), other, "sha256"))


class Secrets:
    """What a petition's key can do."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(hmac.digest(key, b"seal", "sha256"))
        self._index = hmac.digest(key, b"index", "sha256")
        self._links = hmac.digest(key, b"links", "sha256")

    def seal(self, values: Mapping[str, Any], bound_to: str) -> bytes:
        """bound_to: what the values belong to; sealed ones moved elsewhere open no more."""
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return self.seal_bytes(said, bound_to)

    def unseal(self, sealed: bytes, bound_to: str) -> dict[str, Any]:
        """Raises KeyDestroyed for what another key sealed, or for another row, or what is empty."""
        found: dict[str, Any] = json.loads(self.unseal_bytes(sealed, bound_to))
        return found

    def seal_bytes(self, data: bytes, bound_to: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._aead.encrypt(nonce, data, bound_to.encode())

    def unseal_bytes(self, sealed: bytes, bound_to: str) -> bytes:
        """Raises KeyDestroyed as `unseal` does."""
        said = bytes(sealed)
        try:
            return self._aead.decrypt(said[:NONCE], said[NONCE:], bound_to.encode())
        except (InvalidTag, ValueError):
            raise KeyDestroyed from None

    def mark(self, kind: str, said: str) -> str:
        """Return a keyed hash by which equal things are known as equal, and nothing else: 128 bits."""
        return hmac.digest(self._index, f"{kind}|{said}".encode(), "sha256")[:16].hex()

    def link(self, purpose: str, pk: int) -> str:
        """Return what only a mail of ours knows about the row: 128 bits."""
        return hmac.digest(self._links, f"{purpose}|{pk}".encode(), "sha256")[:16].hex()
