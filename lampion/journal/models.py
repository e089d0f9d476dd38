from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from lampion.kit.rows import insert
from lampion.people.models import Person


class RecordQuerySet(models.QuerySet["Record"]):
    def about(self, thing: models.Model) -> RecordQuerySet:
        return self.filter(subject=name_of(thing))


class Record(models.Model):
    """Who did what, when. Written once, never changed: the database refuses. Holds no name or address."""

    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField(default=timezone.now)
    details = models.JSONField(default=dict)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


def name_of(thing: models.Model) -> str:
    return f"{thing._meta.label}:{thing.pk}"


def write(
    verb: str,
    subject: models.Model,
    *,
    by: Person | None,
    at: datetime | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one line. details: plain values that identify nobody."""
    said = {"subject": name_of(subject), "at": at or timezone.now(), "details": details or {}}
    insert(Record(by=by, verb=verb, **said))


def write_many(
    verb: str, subjects: Iterable[models.Model], *, by: Person | None, at: datetime
) -> None:
    """Write one line for each of many things that one deed did."""
    Record.objects.bulk_create(
        Record(by=by, verb=verb, subject=name_of(subject), at=at) for subject in subjects
    )
