from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Matter
from lampion.meetings.models.meeting import ChangedMeanwhile, Meeting
from lampion.people.models import Person


class HasWords(Exception):
    """The minutes say something of the point: it stays on the agenda."""


class AgendaPointQuerySet(models.QuerySet["AgendaPoint"]):
    def on_agenda(self) -> AgendaPointQuerySet:
        return self.exclude(taken_at=None).filter(left_at=None)

    def proposed(self) -> AgendaPointQuerySet:
        return self.filter(taken_at=None, left_at=None)


class AgendaPoint(models.Model):
    """What a meeting talks about. Somebody of the core proposes it, who prepares the meeting takes or leaves it.

    minutes: planned, or None. matter, url: of the matter that it came from (lampion.kit.registers), else empty.
    place: ascending. version: rises with each change, so that two who write at once overwrite nothing.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="points")
    title = models.CharField(_("point"), max_length=200)
    text = models.TextField(_("what it is about"), max_length=4000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes planned"), null=True)
    matter = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=300, blank=True)
    place = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    reason = models.CharField(_("why not"), max_length=200, blank=True)

    objects = AgendaPointQuerySet.as_manager()

    class Meta:
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "matter"], condition=~Q(matter=""), name="one_point_for_a_matter"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def propose(
        cls,
        meeting: Meeting,
        title: str,
        *,
        by: Person | None,
        at: datetime,
        text: str = "",
        minutes: int | None = None,
        taken: bool = False,
    ) -> AgendaPoint:
        """Bring a point, at the end. taken: it is on the agenda at once."""
        meeting.lock_open()
        point = cls(meeting=meeting, title=title, text=text, minutes=minutes, by=by)
        point.place, point.proposed_at = cls._end(meeting), at
        point.taken_at = at if taken else None
        point.save()
        return point

    @classmethod
    @transaction.atomic
    def fill(
        cls, meeting: Meeting, matters: Iterable[Matter], *, by: Person | None, at: datetime
    ) -> int:
        """Put matters on the agenda; one that is there is left alone. Returns how many were added."""
        meeting.lock_open()
        known = {point.matter: point for point in cls.objects.filter(meeting=meeting)}
        place, added = cls._end(meeting), 0
        for matter in matters:
            point = known.get(matter.key)
            if point and point.taken_at and not point.left_at:
                continue
            point = point or cls(meeting=meeting, matter=matter.key, by=by, proposed_at=at)
            point.title, point.url = str(matter.title)[:200], matter.url[:300]
            point.place, point.taken_at, point.left_at = place + added, at, None
            point.save()
            added += 1
        return added

    @classmethod
    def _end(cls, meeting: Meeting) -> int:
        last = cls.objects.filter(meeting=meeting).aggregate(last=Max("place"))["last"]
        return (last or 0) + 1

    @transaction.atomic
    def take(self, *, at: datetime) -> None:
        """Put it on the agenda, at the end. Twice is once."""
        self.meeting.lock_open()
        proposed = AgendaPoint.objects.proposed().filter(pk=self.pk)
        proposed.update(taken_at=at, place=self._end(self.meeting))

    @transaction.atomic
    def leave(self, *, at: datetime, reason: str = "") -> None:
        """Leave it for another time; whoever brought it reads the reason. Twice is once.

        Raises HasWords if the minutes say something of it, MinutesClosed.
        """
        self.meeting.lock_open()
        noted = Q(decided__isnull=False) | Q(given__isnull=False)
        noted |= Q(passage__isnull=False) & ~Q(passage__text="")
        if AgendaPoint.objects.filter(noted, pk=self.pk).exists():
            raise HasWords
        AgendaPoint.objects.filter(pk=self.pk, left_at=None).update(left_at=at, reason=reason)

    @transaction.atomic
    def revise(self, *, title: str, text: str, minutes: int | None, version: int) -> None:
        """Change its words, as they were at `version`. Raises ChangedMeanwhile, MinutesClosed."""
        self.meeting.lock_open()
        words = {"title": title, "text": text, "minutes": minutes}
        read = AgendaPoint.objects.filter(pk=self.pk, version=version)
        if not read.update(version=version + 1, **words):
            raise ChangedMeanwhile

    @transaction.atomic
    def move(self, steps: int) -> None:
        """Move it down by so many places, or up if negative; past an end it stays there."""
        self.meeting.lock_open()
        order = list(AgendaPoint.objects.on_agenda().filter(meeting=self.meeting_id))
        keys = [point.pk for point in order]
        if self.pk not in keys:
            return
        now = keys.index(self.pk)
        order.insert(max(0, min(len(order) - 1, now + steps)), order.pop(now))
        for place, point in enumerate(order, 1):
            point.place = place
        AgendaPoint.objects.bulk_update(order, ["place"])
