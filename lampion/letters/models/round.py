"""The month's letters: what a group asks of its network, prepared first and sent as a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.letters.models.appeal import Appeal
from lampion.letters.models.writer import Writer
from lampion.people.models import Person


class NothingToSend(Exception):
    """Nobody would get it, or none of its letters may be written any more."""


class AlreadySent(Exception):
    """It left meanwhile."""


@dataclass(frozen=True, slots=True)
class Progress:
    """asked: letters asked for, of all writers. answered: by the link. by_post: to print."""

    asked: int
    waiting: int
    dropped: int
    answered: int
    by_post: int

    @property
    def done(self) -> int:
        return self.asked - self.waiting


class Round(models.Model):
    """words: of the group, above the letters. The letters are of cases that everybody may read."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    appeals = models.ManyToManyField(Appeal, related_name="+")
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"round {self.pk}"

    @classmethod
    @transaction.atomic
    def prepare(
        cls, group: Group, appeals: Sequence[Appeal], words: str, *, by: Person, at: datetime
    ) -> Round:
        made = cls.objects.create(group=group, words=words, by=by, at=at)
        made.appeals.set(appeals)
        return made

    def _draft(self) -> Round:
        held = Round.objects.select_for_update().get(pk=self.pk)
        if held.sent_at:
            raise AlreadySent
        return held

    @transaction.atomic
    def change(self, appeals: Iterable[Appeal], words: str) -> None:
        """Raises AlreadySent."""
        held = self._draft()
        held.words = words
        held.save(update_fields=["words"])
        held.appeals.set(appeals)

    @transaction.atomic
    def discard(self) -> None:
        """Drafts may go without a trace. Raises AlreadySent."""
        held = self._draft()
        held.appeals.clear()
        held.delete()

    def open_appeals(self, at: datetime) -> list[Appeal]:
        mine = self.appeals.values("pk")
        return list(Appeal.objects.public(at).filter(pk__in=mine).told().urgent_first())

    def writers(self, at: datetime) -> list[Writer]:
        """Who would get it now."""
        found = Writer.objects.reachable(timezone.localdate(at)).filter(group=self.group_id)
        return list(found.select_related("person"))

    @transaction.atomic
    def send(self, *, by: Person, at: datetime) -> int:
        """Fix who is asked for what; mails leave by and by. Returns how many. Raises AlreadySent, NothingToSend."""
        held = self._draft()
        appeals, writers = held.open_appeals(at), held.writers(at)
        if not appeals or not writers:
            raise NothingToSend
        Asked.objects.bulk_create(
            Asked(
                round=held, appeal=appeal, writer=writer, by_post=writer.by_post,
                queued_at=at if writer.by_post else None,
            )
            for writer in writers
            for appeal in appeals
        )  # fmt: skip
        held.sent_at, held.sent_by = at, by
        held.save(update_fields=["sent_at", "sent_by"])
        details = {"letters": len(appeals), "writers": len(writers)}
        journal.write("sent the month's letters", held, by=by, at=at, details=details)
        return len(appeals) * len(writers)

    def progress(self) -> Progress:
        counted = Asked.objects.filter(round=self).aggregate(
            asked=Count("pk"),
            waiting=Count("pk", filter=Q(queued_at=None, dropped_at=None)),
            dropped=Count("pk", filter=Q(dropped_at__isnull=False)),
            answered=Count("pk", filter=Q(said_at__isnull=False)),
            by_post=Count("pk", filter=Q(by_post=True, dropped_at=None)),
        )
        return Progress(**counted)


class Asked(models.Model):
    """That one writer is asked for one letter. dropped_at: it was too late, or they left, before the mail left."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="asked")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="+")
    writer = models.ForeignKey(Writer, models.CASCADE, related_name="+")
    by_post = models.BooleanField(default=False)
    queued_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["round", "appeal", "writer"], name="asked_once_for_a_letter"
            )
        ]
        indexes = [
            models.Index(
                fields=["round", "id"],
                condition=Q(queued_at=None, dropped_at=None),
                name="asked_that_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"asked {self.pk}"
