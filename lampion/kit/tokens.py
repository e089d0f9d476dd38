"""What stands in the links of mails and opens one thing without signing in: keys of rows, and a mark only we can make."""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare, salted_hmac

_KEY = re.compile(r"[1-9][0-9]{0,17}")


def token(purpose: str, *keys: int) -> str:
    """Return a token that is good for this purpose alone. It never ends: whoever reads it asks what still holds."""
    said = "-".join(map(str, keys))
    return f"{said}-{salted_hmac(purpose, said, algorithm='sha256').hexdigest()[:40]}"


def keys_of(said: str, purpose: str, number: int) -> tuple[int, ...] | None:
    """Return the keys of a token of ours, so many; None for another purpose's, or one that somebody made up."""
    *parts, _mark = said.split("-")
    if len(parts) != number or not all(_KEY.fullmatch(part) for part in parts):
        return None
    keys = tuple(map(int, parts))
    return keys if constant_time_compare(said, token(purpose, *keys)) else None
