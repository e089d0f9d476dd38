"""A small proof of work, asked only while very many sign in one minute: cheap for one, dear for ten thousand.

The browser looks for a number by which SHA-256 of token, address and number begins with BITS zeros. The proof is bound
to the address, so it is of no use twice. Whoever has no JavaScript signs all the same, and waits for a look.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from django.core import signing

from lampion.petitions.models import Petition

BITS = 16
LONGEST_SECONDS = 3600
_NUMBER = re.compile(r"\d{1,12}")


def fresh_token(petition: Petition) -> str:
    return signing.dumps(secrets.token_urlsafe(9), salt=_salt(petition))


def is_proven(petition: Petition, token: str, number: str, email: str) -> bool:
    """email: as it was typed."""
    if not _NUMBER.fullmatch(number):
        return False
    try:
        signing.loads(token, salt=_salt(petition), max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return False
    digest = hashlib.sha256(f"{token}|{email.strip().lower()}|{number}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def _salt(petition: Petition) -> str:
    return f"petitions.proof.{petition.pk}"
