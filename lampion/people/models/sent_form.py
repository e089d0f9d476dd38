from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from lampion.kit.rows import insert_once


class SentForm(models.Model):
    """That a form was sent: what arrives again with the same mark and the same words has no second effect.

    mark: a hash of both; it names nobody and holds no word.
    """

    mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"form {self.pk}"

    @classmethod
    def note(cls, mark: str, *, at: datetime) -> bool:
        """Say whether it comes for the first time; whoever sends it at the same moment waits for the answer."""
        return insert_once(cls(mark=mark, at=at))

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(at__lt=at - timedelta(days=2)).delete()[0]
