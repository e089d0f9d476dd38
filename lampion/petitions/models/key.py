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
from django.db import models
from django.db.models import Q

from lampion.people.sealing import seal, unseal
from lampion.petitions.models.petition import Petition

NONCE = 12


class KeyDestroyed(Exception):
    """Who signed is known to nobody any more, nor from a copy of the database."""


class PetitionKey(models.Model):
    """wrapped: 32 random bytes, sealed with LAMPION_KEYS; empty once destroyed, so that copies cannot be read either."""

    petition = models.OneToOneField(Petition, models.PROTECT, related_name="key")
    wrapped = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_at=None) | Q(wrapped=""), name="destroyed_key_is_empty"
            )
        ]

    def __str__(self) -> str:
        return f"key of petition {self.petition_id}"

    @classmethod
    def make(cls, petition: Petition, *, at: datetime) -> PetitionKey:
        wrapped = seal(secrets.token_hex(32))
        return cls.objects.create(petition=petition, wrapped=wrapped, made_at=at)

    def destroy(self, *, at: datetime) -> None:
        """From now on nobody knows who signed, whatever copy of the database they have. Twice is once."""
        PetitionKey.objects.filter(pk=self.pk, destroyed_at=None).update(
            wrapped="", destroyed_at=at
        )

    @cached_property
    def secrets(self) -> Secrets:
        """Raises KeyDestroyed."""
        if not self.wrapped:
            raise KeyDestroyed
        return Secrets(bytes.fromhex(unseal(self.wrapped)))


class Secrets:
    """What a petition's key can do."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(hmac.digest(key, b"seal", "sha256"))
        self._index = hmac.digest(key, b"index", "sha256")
        self._links = hmac.digest(key, b"links", "sha256")

    def seal(self, values: Mapping[str, Any], bound_to: str) -> bytes:
        """bound_to: what the values belong to; sealed ones moved elsewhere open no more."""
        nonce = secrets.token_bytes(NONCE)
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self._aead.encrypt(nonce, said, bound_to.encode())

    def unseal(self, sealed: bytes, bound_to: str) -> dict[str, Any]:
        """Raises KeyDestroyed for what another key sealed, or for another row."""
        said = bytes(sealed)
        try:
            opened = self._aead.decrypt(said[:NONCE], said[NONCE:], bound_to.encode())
        except InvalidTag:
            raise KeyDestroyed from None
        found: dict[str, Any] = json.loads(opened)
        return found

    def mark(self, kind: str, said: str) -> str:
        """Return a keyed hash by which equal things are known as equal, and nothing else: 128 bits."""
        return hmac.digest(self._index, f"{kind}|{said}".encode(), "sha256")[:16].hex()

    def link(self, purpose: str, pk: int) -> str:
        """Return what only a mail of ours knows about the row: 128 bits."""
        return hmac.digest(self._links, f"{purpose}|{pk}".encode(), "sha256")[:16].hex()
