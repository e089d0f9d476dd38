"""What must not be readable in a copy of the database is sealed with LAMPION_KEYS, newest first."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.LAMPION_KEYS])


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises cryptography.fernet.InvalidToken for what these keys did not seal."""
    return _keys().decrypt(sealed.encode()).decode()
