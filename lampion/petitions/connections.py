"""How many signed from one connection, or one petition, lately. In memory alone, under a salt that ends with the day.

Each web process counts for itself: with several, so many times more pass before it is too many. What is counted
decides only whether a signature waits for somebody to look at it, never whether it is taken.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from datetime import date, datetime

from django.utils import timezone

# More than a machine serves in an hour; beyond it the oldest are forgotten.
MOST = 200_000


class Counts:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day = date.min
        self._salt = b""
        self._counts: dict[tuple[bytes, int], int] = {}

    def hit(self, what: str, *, at: datetime, seconds: int) -> int:
        """Count once, and return how many there were in this stretch of `seconds`."""
        with self._lock:
            today = timezone.localdate(at)
            if today != self._day:
                self._day, self._salt, self._counts = today, secrets.token_bytes(32), {}
            mark = hmac.digest(self._salt, f"{what}|{seconds}".encode(), "sha256")[:16]
            key = (mark, int(at.timestamp()) // seconds)
            if len(self._counts) >= MOST and key not in self._counts:
                del self._counts[next(iter(self._counts))]
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key]

    def forget(self) -> None:
        with self._lock:
            self._counts = {}


counts = Counts()
