"""A security key made of software: it signs what it is told to, also what an honest one would not."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftKey:
    """One credential of one site. `origin` is what the browser would say it is showing."""

    def __init__(self, site: str = "127.0.0.1", origin: str = "http://127.0.0.1:8000") -> None:
        self.site, self.origin, self.count = site, origin, 0
        self.id, self.flags = secrets.token_bytes(32), PRESENT | VERIFIED
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict) -> str:
        """Answer navigator.credentials.create()."""
        credential = struct.pack(">16sH", bytes(16), len(self.id)) + self.id + self._public()
        data = self._data(self.flags | ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(
            clientDataJSON=bytes_to_base64url(client),
            attestationObject=bytes_to_base64url(attestation),
        )

    def sign(self, options: dict, *, person: int | None = None) -> str:
        """Answer navigator.credentials.get(). person: whose handle the key says it holds."""
        data, client = self._data(self.flags), self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": bytes_to_base64url(client),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signed),
        }
        if person is not None:
            response["userHandle"] = bytes_to_base64url(person.to_bytes(8, "big"))
        return self._answer(**response)

    def _client(self, deed: str, challenge: str) -> bytes:
        said = {"type": deed, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _answer(self, **response: str) -> str:
        name = bytes_to_base64url(self.id)
        kind = {"type": "public-key", "clientExtensionResults": {}}
        return json.dumps({"id": name, "rawId": name, "response": response, **kind})
