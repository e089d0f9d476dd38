"""What is written down of a meeting, until the group approves it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.decisions.models import Decision
from lampion.journal import models as journal
from lampion.kit.rows import insert_once
from lampion.meetings.models.agenda import AgendaPoint
from lampion.meetings.models.meeting import ChangedMeanwhile, Meeting
from lampion.meetings.models.stage import MeetingStage, Stage
from lampion.people.models import Person
from lampion.tasks.models import Task


class MinutesClosed(Exception):
    """The minutes lie before the members, or are approved: nobody writes in them any more."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(str(meeting))
        self.meeting = meeting


class StillOpen(Exception):
    """Not every amendment has an answer."""


def hold(meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Lock the meeting, and note that it took place: something is written down of it. Raises MinutesClosed."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.has_minutes():
        raise MinutesClosed(meeting)
    MeetingStage.enter(meeting, Stage.HELD, by=by, at=at)


class MinuteTaker(models.Model):
    """That somebody takes the minutes of a meeting: they write, and answer amendments. There may be several."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="takers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_minute_taker_each")
        ]

    def __str__(self) -> str:
        return f"minute taker {self.pk}"

    @classmethod
    @transaction.atomic
    def begin(cls, meeting: Meeting, person: Person, *, at: datetime) -> None:
        """Twice is once."""
        if insert_once(cls(meeting=meeting, person=person, since=at)):
            journal.write("takes minutes", meeting, by=person, at=at)


class Passage(models.Model):
    """What the minutes say of a point. version: rises with each change, so that two who write overwrite nothing."""

    point = models.OneToOneField(AgendaPoint, models.PROTECT, related_name="passage")
    text = models.TextField(_("what was said"), max_length=20_000, blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"passage {self.pk}"

    @classmethod
    @transaction.atomic
    def write(
        cls, point: AgendaPoint, text: str, *, version: int, by: Person, at: datetime
    ) -> Passage:
        """Write what was said, over the words of `version` (0: none yet). The same words again change nothing.

        Raises ChangedMeanwhile if somebody else wrote since, MinutesClosed.
        """
        hold(point.meeting, by=by, at=at)
        held = cls.objects.filter(point=point).first() or cls(point=point)
        if held.text == text:
            return held
        if held.version != version:
            raise ChangedMeanwhile
        held.text, held.version, held.by, held.at = text, version + 1, by, at
        held.save()
        return held


class Amendment(models.Model):
    """Other words that a member proposes for a passage of minutes that lie before the group.

    was: the words that it would replace. taken: None until whoever takes the minutes has answered.
    """

    point = models.ForeignKey(AgendaPoint, models.PROTECT, related_name="amendments")
    was = models.TextField(blank=True)
    text = models.TextField(_("what it should say"), max_length=20_000)
    why = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken = models.BooleanField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"amendment {self.pk}"

    @classmethod
    @transaction.atomic
    def propose(
        cls, point: AgendaPoint, text: str, *, why: str, by: Person, at: datetime
    ) -> Amendment:
        """Raises MinutesClosed unless the minutes lie before the group and are not approved yet."""
        _before_the_group(point.meeting)
        was = Passage.objects.filter(point=point).values_list("text", flat=True).first() or ""
        made = cls.objects.create(point=point, was=was, text=text, why=why, by=by, at=at)
        journal.write("proposed amendment", point.meeting, by=by, at=at)
        return made

    @transaction.atomic
    def settle(self, *, taken: bool, answer: str, by: Person, at: datetime) -> None:
        """Take it into the minutes or not, once. Raises MinutesClosed; ChangedMeanwhile if the passage says
        something else by now.
        """
        _before_the_group(self.point.meeting)
        if Amendment.objects.select_for_update().get(pk=self.pk).taken is not None:
            return
        if taken:
            said = Passage.objects.filter(point=self.point).first() or Passage(point=self.point)
            if said.text != self.was:
                raise ChangedMeanwhile
            said.text, said.by, said.at = self.text, self.by, at
            said.version += 1
            said.save()
        self.taken, self.answer, self.answered_by, self.answered_at = taken, answer, by, at
        self.save(update_fields=["taken", "answer", "answered_by", "answered_at"])
        journal.write(
            "answered amendment", self.point.meeting, by=by, at=at, details={"taken": taken}
        )


def _before_the_group(meeting: Meeting) -> None:
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    reached = set(meeting.stages.values_list("stage", flat=True))
    if Stage.DRAFTED not in reached or Stage.APPROVED in reached:
        raise MinutesClosed(meeting)


class PointDecision(models.Model):
    """That a decision was taken under a point."""

    point = models.ForeignKey(AgendaPoint, models.PROTECT, related_name="decided")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.point}: {self.decision}"


class PointTask(models.Model):
    """That a task came out of a point."""

    point = models.ForeignKey(AgendaPoint, models.PROTECT, related_name="given")
    task = models.OneToOneField(Task, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.point}: {self.task}"


class ApprovedMinutes(models.Model):
    """The minutes as the group approved them: written once; the database refuses to change them and what they hold.

    content: meetings.minutes.compose; people are keys there, so that the words stay true when a name is erased.
    sha256: of `content` (see `fingerprint`); the journal holds it too.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="approved")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"approved minutes {self.pk}"

    @classmethod
    @transaction.atomic
    def freeze(
        cls,
        meeting: Meeting,
        content: Mapping[str, Any],
        *,
        decision: Decision,
        by: Person,
        at: datetime,
    ) -> ApprovedMinutes:
        """Raises MinutesClosed unless they lie before the group; StillOpen while an amendment waits; ValueError for
        a decision that adopted nothing.
        """
        _before_the_group(meeting)
        if not decision.adopted or decision.group_id != meeting.group_id:
            raise ValueError
        if Amendment.objects.filter(point__meeting=meeting, taken=None).exists():
            raise StillOpen
        MeetingStage.enter(meeting, Stage.APPROVED, by=by, at=at)
        found = fingerprint(content)
        made = cls.objects.create(
            meeting=meeting, decision=decision, content=dict(content), sha256=found, at=at, by=by
        )
        journal.write("approved minutes", meeting, by=by, at=at, details={"sha256": found})
        return made

    def is_whole(self) -> bool:
        """Whether the words are still those that were approved."""
        return fingerprint(self.content) == self.sha256


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content as JSON with sorted keys, without spaces, in UTF-8."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
