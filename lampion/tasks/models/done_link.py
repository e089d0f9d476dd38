from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import override

from lampion.kit.rows import insert
from lampion.people.models import Person
from lampion.tasks.models.closing import Closing, Outcome
from lampion.tasks.models.task import Share, Task

# A mail is opened again weeks later; half a year on, the task has had other mails.
KEPT = timedelta(days=183)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class DoneLinkQuerySet(models.QuerySet["DoneLink"]):
    def usable(self, token: str, at: datetime) -> DoneLinkQuerySet:
        """The link, while its person has the task and belongs to the group, and nobody dropped it."""
        held = Share.objects.held().filter(task=OuterRef("task"), person=OuterRef("person"))
        dropped = Closing.objects.standing().filter(task=OuterRef("task"), outcome=Outcome.DROPPED)
        fresh = self.filter(token_hash=_hash(token), made_at__gte=at - KEPT)
        return fresh.filter(Exists(held), ~Exists(dropped), person__is_active=True)


class DoneLink(models.Model):
    """A link by mail, of 128 random bits, by which somebody says without signing in that a task is done."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)

    objects = DoneLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"done link {self.pk}"

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(made_at__lt=at - KEPT).delete()[0]


def done_link(task: Task, person: Person, at: datetime) -> str:
    """Return the address of a new link for one mail, in the language of the person."""
    token = secrets.token_urlsafe(16)
    insert(DoneLink(task=task, person=person, token_hash=_hash(token), made_at=at))
    with override(person.language):
        return settings.SITE_URL + reverse("tasks:done-link", args=[token])
