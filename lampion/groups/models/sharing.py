from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from lampion.groups.models.group import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class SharingQuerySet(models.QuerySet["Sharing"]):
    def open(self) -> SharingQuerySet:
        return self.filter(until=None)


class Sharing(models.Model):
    """That the secretariat of the section may read something of the group, from a moment on until another.

    kind: of those that rooms name (lampion.groups.sharing).
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="sharings")
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = SharingQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind"], condition=Q(until=None), name="shared_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="sharing_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.kind}"

    @classmethod
    @transaction.atomic
    def begin(cls, group: Group, kind: str, *, by: Person, at: datetime) -> None:
        """Let the secretariat read it; twice is once."""
        try:
            with transaction.atomic():
                made = cls.objects.create(group=group, kind=kind, since=at, by=by)
        except IntegrityError:
            return
        journal.write("shared", made.group, by=by, at=at, details={"kind": kind})

    @classmethod
    @transaction.atomic
    def end(cls, group: Group, kind: str, *, by: Person, at: datetime) -> None:
        """Take it back; twice is once."""
        held = cls.objects.open().filter(group=group, kind=kind)
        if held.update(until=at, ended_by=by):
            journal.write("shared no more", group, by=by, at=at, details={"kind": kind})
