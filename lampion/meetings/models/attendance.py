from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.kit.rows import insert_once
from lampion.meetings.models.meeting import Meeting
from lampion.meetings.models.minutes import hold
from lampion.people.models import Person


class Attendance(models.Model):
    """That somebody of the group is at a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("person__name_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_attendance_each")
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    @classmethod
    @transaction.atomic
    def tick(
        cls, meeting: Meeting, person: Person, *, here: bool, by: Person, at: datetime
    ) -> None:
        """Note that somebody is there, or is not. Twice is once. Raises MinutesClosed."""
        hold(meeting, by=by, at=at)
        if here:
            insert_once(cls(meeting=meeting, person=person, by=by, at=at))
        else:
            cls.objects.filter(meeting=meeting, person=person).delete()


class Guest(models.Model):
    """Somebody at a meeting who does not belong to the group: as they wish to be named."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="guests")
    name = models.CharField(_("name"), max_length=100)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="one_guest_a_name")]

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @classmethod
    @transaction.atomic
    def welcome(cls, meeting: Meeting, name: str, *, by: Person, at: datetime) -> None:
        """The same name again is the same guest. Raises MinutesClosed."""
        hold(meeting, by=by, at=at)
        insert_once(cls(meeting=meeting, name=name, by=by, at=at))

    @transaction.atomic
    def strike(self, *, by: Person, at: datetime) -> None:
        """Raises MinutesClosed."""
        hold(self.meeting, by=by, at=at)
        self.delete()
