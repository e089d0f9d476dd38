from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class AlreadyAnnounced(Exception):
    """The group already meets at that moment."""


class ChangedMeanwhile(Exception):
    """Somebody else changed it since it was read: nothing was written."""


class MinutesClosed(Exception):
    """The minutes lie before the members, or are approved: nobody writes in them, or changes the agenda."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(str(meeting))
        self.meeting = meeting


class MinutesBegun(Exception):
    """Somebody takes the minutes: the meeting takes place, then and there."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def standing(self) -> MeetingQuerySet:
        return self.filter(cancelled_at=None)

    def to_come(self, at: datetime) -> MeetingQuerySet:
        """Meetings of today, until its midnight, and of the days after."""
        midnight = datetime.combine(
            timezone.localdate(at), time.min, timezone.get_current_timezone()
        )
        return self.standing().filter(starts_at__gte=midnight)

    def to_prepare(self, at: datetime) -> MeetingQuerySet:
        """Meetings to come whose minutes are still open: their agenda may change."""
        return self.to_come(at).exclude(stages__stage="drafted")

    def firsts(self, groups: Iterable[int], at: datetime) -> list[Meeting]:
        """Return the next meeting of each group (keys), in one query."""
        rows = self.to_come(at).filter(group__in=list(groups)).order_by("-starts_at", "-pk")
        return list({meeting.group_id: meeting for meeting in rows}.values())

    def to_approve(self, group: Group) -> list[int]:
        """Return the keys of the meetings of the group whose minutes wait to be approved."""
        laid = self.filter(group=group, stages__stage="drafted").exclude(stages__stage="approved")
        return list(laid.values_list("pk", flat=True))

    def next_of(self, group: Group, at: datetime) -> Meeting | None:
        return self.to_come(at).filter(group=group).first()


class Meeting(models.Model):
    """When and where a group meets. Everybody may read it, but `link` and `doors`, which are for members.

    rhythm, planned_for: the rule that planned it, and the day which the rule named, wherever it was moved since.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("how long"), default=120)
    venue = models.CharField(_("where"), max_length=200)
    note = models.CharField(_("what newcomers should know"), max_length=300, blank=True)
    link = models.URLField(_("video link"), max_length=300, blank=True)
    doors = models.CharField(_("how to get in"), max_length=300, blank=True)
    accessibility = models.CharField(_("accessibility"), max_length=200, blank=True)
    rhythm = models.ForeignKey("meetings.Rhythm", models.PROTECT, null=True, related_name="+")
    planned_for = models.DateField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "starts_at"],
                condition=Q(cancelled_at=None),
                name="one_meeting_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["rhythm", "planned_for"],
                condition=~Q(rhythm=None),
                name="one_meeting_for_a_day_of_the_rhythm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_prepared(self) -> bool:
        """Whether somebody worked on it: then no rule takes it away."""
        return self.stages.exists() or self.points.exists()

    def is_convened(self) -> bool:
        return self.stages.filter(stage="convened").exists()

    def has_minutes(self) -> bool:
        """Whether its minutes lie before the group, or are approved."""
        return self.stages.filter(stage="drafted").exists()

    def lock_open(self) -> None:
        """Lock the row until the end of the transaction. Raises MinutesClosed."""
        Meeting.objects.select_for_update().get(pk=self.pk)
        if self.has_minutes():
            raise MinutesClosed(self)

    @classmethod
    @transaction.atomic
    def announce(
        cls,
        group: Group,
        starts_at: datetime,
        *,
        venue: str,
        by: Person | None,
        at: datetime,
        minutes: int = 120,
        note: str = "",
        link: str = "",
        doors: str = "",
        accessibility: str = "",
        rhythm: int | None = None,
        planned_for: date | None = None,
    ) -> Meeting:
        """Say when and where the group meets; the same moment again is the same meeting, with these words.

        rhythm: the key of the rule that plans it.
        """
        Group.objects.select_for_update().get(pk=group.pk)
        words: dict[str, Any] = {"venue": venue, "minutes": minutes, "note": note}
        inside: dict[str, Any] = {"link": link, "doors": doors, "accessibility": accessibility}
        held = cls.objects.standing().filter(group=group, starts_at=starts_at).first()
        if held:
            held.change(starts_at, **words, **inside, by=by, at=at)
            return held
        meeting = cls(group=group, starts_at=starts_at, **words, **inside, by=by, changed_at=at)
        meeting.rhythm_id, meeting.planned_for = rhythm, planned_for
        meeting.save()
        group.section.touch()
        journal.write("announced", meeting, by=by, at=at)
        return meeting

    @transaction.atomic
    def change(
        self,
        starts_at: datetime,
        *,
        venue: str,
        minutes: int,
        note: str,
        by: Person | None,
        at: datetime,
        link: str = "",
        doors: str = "",
        accessibility: str = "",
    ) -> None:
        """Raises AlreadyAnnounced if the group has another meeting at that moment; nothing changes then."""
        new: dict[str, Any] = {
            "starts_at": starts_at,
            "venue": venue,
            "minutes": minutes,
            "note": note,
        }
        new |= {"link": link, "doors": doors, "accessibility": accessibility}
        if all(getattr(self, name) == value for name, value in new.items()):
            return
        for name, value in new.items():
            setattr(self, name, value)
        self._changed(at, *new)
        journal.write("changed", self, by=by, at=at)

    @transaction.atomic
    def cancel(self, *, by: Person | None, at: datetime) -> None:
        """Twice is once."""
        if not Meeting.objects.standing().filter(pk=self.pk).exists():
            return
        self.cancelled_at = at
        self._changed(at, "cancelled_at")
        journal.write("cancelled", self, by=by, at=at)

    def _changed(self, at: datetime, *names: str) -> None:
        self.changed_at = at
        self.changes += 1
        try:
            with transaction.atomic():
                self.save(update_fields=["changed_at", "changes", *names])
        except IntegrityError:
            raise AlreadyAnnounced from None
        self.group.section.touch()
