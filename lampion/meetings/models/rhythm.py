from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dates import MONTHS

from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.meetings.models.meeting import Meeting
from lampion.meetings.models.rule import Pattern, Rule
from lampion.people.models import Person


class NeverMeets(ValueError):
    """Every month is left out."""


class RhythmQuerySet(models.QuerySet["Rhythm"]):
    def open(self) -> RhythmQuerySet:
        return self.filter(ended_on=None)


class Rhythm(models.Model):
    """When a group meets as a rule, on the clock where it lives. One row from settling it to settling another.

    number: which weekday of the month (1 to 5, -1 the last), how many weeks, or which date of the month.
    A fifth weekday is met only in months that have one; a date that a month lacks is its last day.
    months_off: months without a meeting, 1 to 12. A single day left out or moved is the meeting planned for it,
    cancelled or changed: the rule never plans the same day twice.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    pattern = models.CharField(max_length=10, choices=Pattern)
    number = models.SmallIntegerField()
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=120)
    venue = models.CharField(max_length=200)
    months_off = models.JSONField(default=list)
    since = models.DateField()
    ended_on = models.DateField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = RhythmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(ended_on=None), name="one_open_rhythm"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")), name="rhythm_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.pattern} {self.number}"

    @classmethod
    @transaction.atomic
    def settle(
        cls,
        group: Group,
        pattern: str,
        number: int,
        *,
        hour: time,
        venue: str,
        by: Person | None,
        at: datetime,
        weekday: int = 0,
        minutes: int = 120,
        months_off: Sequence[int] = (),
    ) -> Rhythm:
        """Say when the group meets from now on. Meetings that the former rule planned and nobody touched go.

        Raises NeverMeets if every month is left out.
        """
        if len(set(months_off)) == len(MONTHS):
            raise NeverMeets
        Group.objects.select_for_update().get(pk=group.pk)
        new = cls(group=group, pattern=pattern, number=number, weekday=weekday, hour=hour)
        new.minutes, new.venue, new.months_off = minutes, venue, sorted(set(months_off))
        new.since, new.by = timezone.localdate(at), by
        old = cls.objects.open().filter(group=group).first()
        if old:
            new._count_on_from(old)
            old.ended_on = timezone.localdate(at)
            old.save(update_fields=["ended_on"])
        new.save()
        if old:
            new._take_over(old, by=by, at=at)
        new.plan(at=at)
        journal.write("settled rhythm", new, by=by, at=at)
        return new

    def _count_on_from(self, old: Rhythm) -> None:
        """Weeks that are counted go on from the same week, or a new venue would shift them."""
        same = (self.pattern, self.number, self.weekday) == (old.pattern, old.number, old.weekday)
        if same and self.pattern == Pattern.WEEKS:
            self.since = old.rule.last(self.since) or old.since

    def _take_over(self, old: Rhythm, *, by: Person | None, at: datetime) -> None:
        today, rule = timezone.localdate(at), self.rule
        tonight = rule.days(today - timedelta(days=1))[:1]
        kept = {rule.moment(day): day for day in [*tonight, *rule.days(today)]}
        for meeting in old.untouched(at):
            if meeting.starts_at in kept:
                meeting.rhythm, meeting.planned_for = self, kept[meeting.starts_at]
                meeting.save(update_fields=["rhythm", "planned_for"])
                meeting.change(**self._words(meeting.starts_at), by=by, at=at)
            else:
                meeting.cancel(by=by, at=at)

    @transaction.atomic
    def end(self, *, by: Person | None, at: datetime) -> None:
        """No meeting is planned any more; those planned that nobody touched are cancelled. Twice is once."""
        Group.objects.select_for_update().get(pk=self.group_id)
        if not Rhythm.objects.open().filter(pk=self.pk).exists():
            return
        self.ended_on = timezone.localdate(at)
        self.save(update_fields=["ended_on"])
        for meeting in self.untouched(at):
            meeting.cancel(by=by, at=at)
        journal.write("ended rhythm", self, by=by, at=at)

    @transaction.atomic
    def plan(self, *, at: datetime) -> int:
        """Keep the next meetings planned; returns how many were added. Again, or once it has ended, adds nothing."""
        Group.objects.select_for_update().get(pk=self.group_id)
        if not Rhythm.objects.open().filter(pk=self.pk).exists():
            return 0
        days = self.rule.days(timezone.localdate(at))
        known = Meeting.objects.filter(rhythm=self, planned_for__in=days)
        missing = set(days) - set(known.values_list("planned_for", flat=True))
        for day in sorted(missing):
            starts_at = self.rule.moment(day)
            there = Meeting.objects.standing().filter(group=self.group_id, starts_at=starts_at)
            if (
                there.exists()
            ):  # announced by hand, it is that of the rule; moved there, it keeps its own day
                there.filter(rhythm=None).update(rhythm=self, planned_for=day)
                missing.discard(day)
                continue
            said = self._words(starts_at) | {"rhythm": self.pk, "planned_for": day}
            Meeting.announce(self.group, **said, by=None, at=at)
        return len(missing)

    @property
    def rule(self) -> Rule:
        return Rule(
            self.pattern, self.number, self.weekday, self.hour, tuple(self.months_off), self.since
        )

    def words(self) -> str:
        return self.rule.words()

    def untouched(self, at: datetime) -> list[Meeting]:
        """Meetings to come that are as the rule planned them."""
        planned = Meeting.objects.standing().filter(rhythm=self, starts_at__gt=at)
        return [
            meeting
            for meeting in planned.select_related("group__section")
            if meeting.planned_for
            and meeting.starts_at == self.rule.moment(meeting.planned_for)
            and (meeting.venue, meeting.minutes) == (self.venue, self.minutes)
            and not (meeting.note or meeting.link or meeting.doors or meeting.accessibility)
            and not meeting.is_prepared()
        ]

    def _words(self, starts_at: datetime) -> dict[str, Any]:
        return {"starts_at": starts_at, "venue": self.venue, "minutes": self.minutes, "note": ""}
