from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models

# One statement counts and answers, on both databases.
_COUNT = """
INSERT INTO people_throttle AS held (bucket, count, since) VALUES (%s, 1, %s)
ON CONFLICT (bucket) DO UPDATE SET count = held.count + 1 RETURNING count
"""


class Throttle(models.Model):
    """How often one client did one thing. The client is a keyed hash bound to the day: no address is kept."""

    bucket = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.bucket

    @classmethod
    def hit(cls, scope: str, client: str, *, at: datetime, limit: int, per: int) -> bool:
        """Count once and say whether it is still within `limit` per `per` seconds; atomic under parallel calls."""
        window = int(at.timestamp()) // per
        said = f"{scope}|{client}|{per}|{window}"
        key = f"{settings.SECRET_KEY}{at:%Y-%m-%d}".encode()
        bucket = hmac.digest(key, said.encode(), "sha256").hex()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [bucket, connection.ops.adapt_datetimefield_value(at)])
            count: int = cursor.fetchone()[0]
        return count <= limit

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(since__lt=at - timedelta(days=1)).delete()[0]
