from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person


class Outcome(models.TextChoices):
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> ClosingQuerySet:
        return self.filter(undone_at=None)


class Closing(models.Model):
    """That a task is done or dropped, until somebody undoes it."""

    task = models.ForeignKey("tasks.Task", models.CASCADE, related_name="closings")
    outcome = models.CharField(max_length=8, choices=Outcome)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_link = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    following = models.ForeignKey("tasks.Task", models.PROTECT, null=True, related_name="+")

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(undone_at=None), name="closed_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.outcome}"

    @transaction.atomic
    def undo(self, *, by: Person | None, at: datetime) -> None:
        """Open the task again; twice is once. The next one of a series, if nobody closed it, goes with it."""
        closing = Closing.objects.select_for_update().get(pk=self.pk)
        if closing.undone_at is not None:
            return
        self.undone_at, self.undone_by = at, by
        self.save(update_fields=["undone_at", "undone_by"])
        if self.following is not None:
            self.following.drop(by=by, at=at)
        journal.write("reopened", self.task, by=by, at=at)
