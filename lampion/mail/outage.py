from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

PAUSE = timedelta(minutes=1)


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> OutageQuerySet:
        return self.filter(ended_at=None)

    def resting(self, at: datetime) -> bool:
        """Tell whether the server was asked in vain less than a minute ago."""
        return self.open().filter(tried_at__gt=at - PAUSE, tried_at__lte=at).exists()

    def note(self, problem: str, *, at: datetime) -> None:
        tried = {"tried_at": at, "problem": problem, "tries": F("tries") + 1}
        if not self.open().update(**tried):
            begun = Outage(began_at=at, tried_at=at, problem=problem)
            self.bulk_create([begun], ignore_conflicts=True)

    def end(self, *, at: datetime) -> int:
        return self.open().update(ended_at=at)


class Outage(models.Model):
    """The mail server itself takes nothing, from a moment on; open until it answers for a mail again."""

    began_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    # The kind of trouble, no words of the server.
    problem = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at=None), name="one_open_outage"
            )
        ]

    def __str__(self) -> str:
        return f"outage since {self.began_at:%Y-%m-%d %H:%M}"
