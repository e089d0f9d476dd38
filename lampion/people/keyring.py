"""Secrets that have to end for good: each a file of the keyring, which is in no copy of the database. See decision 15."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import storages

KEYRING = "keyring"


class Absent(Exception):
    """The file is not in the keyring of this machine, though nobody removed it: somebody has to look."""


def new_secret() -> str:
    """Make 32 random bytes; returns their name."""
    return storages[KEYRING].save(secrets.token_hex(16), ContentFile(secrets.token_bytes(32)))


def secret(name: str) -> bytes:
    """Raises Absent."""
    try:
        with storages[KEYRING].open(name) as file:
            found: bytes = file.read()
    except FileNotFoundError:
        raise Absent(name) from None
    return found


def remove(name: str) -> None:
    """Twice is once."""
    storages[KEYRING].delete(name)
