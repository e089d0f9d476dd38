from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F


class Throttle(models.Model):
    """How often one client did one thing. The client is a keyed hash bound to the day: no address is kept."""

    bucket = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.bucket

    @classmethod
    @transaction.atomic
    def hit(cls, scope: str, client: str, *, at: datetime, limit: int, per: int) -> bool:
        """Count once and say whether it is still within `limit` per `per` seconds; atomic under parallel calls."""
        window = int(at.timestamp()) // per
        said = f"{scope}|{client}|{per}|{window}"
        key = f"{settings.SECRET_KEY}{at:%Y-%m-%d}".encode()
        bucket = hmac.digest(key, said.encode(), "sha256").hex()
        Throttle.objects.bulk_create([Throttle(bucket=bucket, since=at)], ignore_conflicts=True)
        cls.objects.filter(bucket=bucket).update(count=F("count") + 1)
        count: int = cls.objects.values_list("count", flat=True).get(bucket=bucket)
        return count <= limit

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(since__lt=at - timedelta(days=1)).delete()[0]
