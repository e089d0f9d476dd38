"""Deeds that cross from a meeting to the people of its group and their mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lampion.decisions.models import Decision
from lampion.groups.rules import core_of
from lampion.mail import actions as mail
from lampion.meetings import ics
from lampion.meetings.composing import compose
from lampion.meetings.models import (
    AgendaPoint,
    ApprovedMinutes,
    ChangedMeanwhile,
    Invitation,
    Meeting,
    MeetingStage,
    PointDecision,
    PointTask,
    Stage,
)
from lampion.meetings.models.minutes import hold
from lampion.people.models import Person
from lampion.tasks.models import Task

TOPIC = "meeting"


def _held(meeting: Meeting) -> Meeting:
    """Return the meeting as it is now, locked for this transaction."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("group__section")
    return rows.get(pk=meeting.pk)


@transaction.atomic
def convene(meeting: Meeting, *, by: Person | None, at: datetime) -> int:
    """Write to everybody of the core, once; returns to how many. Twice is once."""
    meeting = _held(meeting)
    if meeting.cancelled_at or at >= meeting.starts_at:
        return 0
    if not MeetingStage.enter(meeting, Stage.CONVENED, by=by, at=at):
        return 0
    people = core_of(meeting.group, timezone.localdate(at))
    made = (Invitation(meeting=meeting, person=person) for person in people)
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    return _write("convocation", meeting, people)


@transaction.atomic
def change(
    meeting: Meeting,
    starts_at: datetime,
    *,
    by: Person | None,
    at: datetime,
    seen: int | None = None,
    **words: Any,
) -> None:
    """Change the meeting; who is convened hears of another moment or place once, and answers anew to another moment.

    seen: how often it was changed when `by` read it. What was cancelled meanwhile is not changed.
    Raises AlreadyAnnounced; ChangedMeanwhile if somebody else changed it since.
    """
    meeting = _held(meeting)
    if meeting.cancelled_at:
        return
    if seen is not None and seen != meeting.changes:
        raise ChangedMeanwhile
    before = (meeting.starts_at, meeting.venue, meeting.link)
    meeting.change(starts_at, **words, by=by, at=at)
    if before == (meeting.starts_at, meeting.venue, meeting.link) or not meeting.is_convened():
        return
    if before[0] != meeting.starts_at:
        said = meeting.invitations.exclude(answer="")
        said.update(answer="", proxy=None, answered_at=None)
    _instead("changed", meeting, at=at)


@transaction.atomic
def cancel(meeting: Meeting, *, by: Person | None, at: datetime) -> None:
    """Cancel the meeting; who is convened hears of it once. Twice is once."""
    meeting = _held(meeting)
    if meeting.cancelled_at:
        return
    meeting.cancel(by=by, at=at)
    if meeting.is_convened():
        _instead("cancelled", meeting, at=at)


@transaction.atomic
def invite_late(meeting: Meeting, person: Person) -> Invitation:
    """Return the invitation of somebody of the core, also of who joined after the convocation."""
    return Invitation.objects.get_or_create(meeting=meeting, person=person)[0]


def _instead(template: str, meeting: Meeting, *, at: datetime) -> None:
    """Write what counts now; what no server has taken yet of former words is called back."""
    mail.call_back(f"meeting:{meeting.pk}:", at=at)
    _write(template, meeting, core_of(meeting.group, timezone.localdate(at)))


def _write(template: str, meeting: Meeting, people: Iterable[Person]) -> int:
    known = {person.pk for person in people}
    invited = meeting.invitations.filter(person__in=known).select_related("person")
    points = list(AgendaPoint.objects.on_agenda().filter(meeting=meeting).select_related("by"))
    date = ics.calendar(meeting.group.name, [meeting], "PUBLISH").decode()
    count = 0
    for invitation in invited:
        person = invitation.person
        if not person.email:
            continue
        context = {"meeting": meeting, "group": meeting.group, "person": person, "points": points}
        mail.queue(
            f"meetings/mail/{template}",
            to=person.email,
            language=person.language,
            topic=TOPIC,
            context=context | {"link": invitation.link()},
            key=f"meeting:{meeting.pk}:{template}:{meeting.changes}:{person.pk}",
            calendar=date,
        )
        count += 1
    return count


@transaction.atomic
def bring_up(meeting: Meeting, title: str, *, by: Person, at: datetime) -> AgendaPoint:
    """Put a point that comes up during the meeting at the end of its agenda. Raises MinutesClosed."""
    hold(meeting, by=by, at=at)
    return AgendaPoint.propose(meeting, title, by=by, at=at, taken=True)


@transaction.atomic
def decide(point: AgendaPoint, *, by: Person, at: datetime, **hands: Any) -> Decision:
    """Enter a show of hands under the point and in the register. hands: as of Decision.record, and what it raises.

    Raises MinutesClosed.
    """
    hold(point.meeting, by=by, at=at)
    decision = Decision.record(point.meeting.group, **hands, by=by, at=at)
    PointDecision.objects.create(point=point, decision=decision)
    return decision


@transaction.atomic
def entrust(point: AgendaPoint, *, by: Person, at: datetime, **words: Any) -> Task:
    """Write down a task that came out of the point. words: as of Task.add, and what it raises.

    Raises MinutesClosed.
    """
    hold(point.meeting, by=by, at=at)
    task = Task.add(point.meeting.group, **words, by=by, at=at, origin=str(point)[:140])
    PointTask.objects.create(point=point, task=task)
    return task


@transaction.atomic
def lay_before_group(meeting: Meeting, *, by: Person, at: datetime) -> None:
    """From now on the core reads the minutes and may amend them; nobody writes in them. Twice is once."""
    meeting = _held(meeting)
    MeetingStage.enter(meeting, Stage.HELD, by=by, at=at)
    MeetingStage.enter(meeting, Stage.DRAFTED, by=by, at=at)


@transaction.atomic
def approve(
    meeting: Meeting, *, by: Person, at: datetime, point: AgendaPoint | None = None, **hands: Any
) -> Decision:
    """Let the group decide on the minutes; adopted, they are frozen. point: where a later meeting speaks of them.

    hands: as of Decision.record, and what it raises. Raises MinutesClosed, StillOpen.
    """
    meeting = _held(meeting)
    if point:
        decision = decide(point, by=by, at=at, **hands)
    else:
        decision = Decision.record(meeting.group, **hands, by=by, at=at)
    if decision.adopted:
        ApprovedMinutes.freeze(meeting, compose(meeting), decision=decision, by=by, at=at)
    return decision
