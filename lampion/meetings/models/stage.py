from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.kit.rows import insert_once
from lampion.meetings.models.meeting import Meeting
from lampion.people.models import Person


class Stage(models.TextChoices):
    """Steps in the life of a meeting; before the first it is a plan."""

    CONVENED = "convened", _("convened")
    HELD = "held", _("held")
    DRAFTED = "drafted", _("minutes to be read")
    APPROVED = "approved", _("minutes approved")


class MeetingStage(models.Model):
    """That a meeting reached a step, once, and who took it there."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=10, choices=Stage)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "stage"], name="one_row_for_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.stage}"

    @classmethod
    def enter(cls, meeting: Meeting, stage: Stage, *, by: Person | None, at: datetime) -> bool:
        """Note that the meeting reached a step; returns whether it is new."""
        if not insert_once(cls(meeting=meeting, stage=stage, at=at, by=by)):
            return False
        journal.write(f"meeting {stage}", meeting, by=by, at=at)
        return True
