from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.meetings.models import (
    AgendaPoint,
    Amendment,
    ApprovedMinutes,
    Attendance,
    CalendarAddress,
    Guest,
    Invitation,
    Meeting,
    MeetingStage,
    MinuteTaker,
    Passage,
    PointDecision,
    PointTask,
    Rhythm,
)

# Longer than from one meeting to the vote at the next.
KEPT = timedelta(days=400)
# As long as a group may have to show who was there when it decided.
WHO_CAME_KEPT = timedelta(days=3653)
REVOKED_KEPT = timedelta(days=30)


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    announced = Meeting.objects.filter(by=subject.person)
    settled = Rhythm.objects.filter(by=subject.person)
    return [
        *announced.values("group__name", "starts_at", "venue"),
        *settled.values("group__name", "since", "venue"),
        *MeetingStage.objects.filter(by=subject.person).values("meeting__starts_at", "stage", "at"),
    ]


def _brought(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    brought = AgendaPoint.objects.filter(by=subject.person)
    return brought.values("meeting__starts_at", "title", "text", "proposed_at")


def _answers(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    convened = Invitation.objects.filter(person=subject.person)
    return convened.values("meeting__starts_at", "answer", "answered_at")


def _forget_answers(subject: Subject) -> int:
    if subject.person is None:
        return 0
    for_others = Invitation.objects.filter(proxy=subject.person)
    asked_anew = for_others.update(answer="", proxy=None, answered_at=None)
    return asked_anew + Invitation.objects.filter(person=subject.person).delete()[0]


def _old_answers(on: date) -> int:
    midnight = datetime.combine(on, time.min, timezone.get_default_timezone())
    return Invitation.objects.filter(meeting__starts_at__lt=midnight - KEPT).delete()[0]


def _addresses(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    return CalendarAddress.objects.filter(person=subject.person).values("made_at", "revoked_at")


def _forget_addresses(subject: Subject) -> int:
    if subject.person is None:
        return 0
    return CalendarAddress.objects.filter(person=subject.person).delete()[0]


def _revoked(on: date) -> int:
    midnight = datetime.combine(on, time.min, timezone.get_default_timezone())
    return CalendarAddress.objects.filter(revoked_at__lt=midnight - REVOKED_KEPT).delete()[0]


def _came(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    came = Attendance.objects.filter(person=subject.person).values("meeting__starts_at")
    wrote = MinuteTaker.objects.filter(person=subject.person).values("meeting__starts_at", "since")
    return [*came, *wrote]


def _forget_came(subject: Subject) -> int:
    if subject.person is None:
        return 0
    came = Attendance.objects.filter(person=subject.person).delete()[0]
    return came + MinuteTaker.objects.filter(person=subject.person).delete()[0]


def _old_attendance(on: date) -> int:
    before = datetime.combine(on, time.min, timezone.get_default_timezone()) - WHO_CAME_KEPT
    gone = Attendance.objects.filter(meeting__starts_at__lt=before).delete()[0]
    return gone + Guest.objects.filter(meeting__starts_at__lt=before).delete()[0]


def _wrote(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    said = Passage.objects.filter(by=subject.person)
    return said.values("point__meeting__starts_at", "point__title", "text", "at")


def _amended(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    proposed = Amendment.objects.filter(by=subject.person)
    return proposed.values("point__meeting__starts_at", "point__title", "text", "why", "at")


keeper(
    Attendance,
    title=_("Meetings at which you were"),
    purpose=_("to know who was there when the group decided"),
    basis=_("your membership of a group, or your visit as a guest"),
    duration=_("ten years"),
    export=_came,
    forget=_forget_came,
    leaves=_old_attendance,
    also=(Guest, MinuteTaker),
    kept=_("how many were there"),
)
keeper(
    Passage,
    title=_("Minutes that you wrote"),
    purpose=_("to know what the group talked about and decided"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_wrote,
    forget=lambda subject: 0,
    also=(ApprovedMinutes, PointDecision, PointTask),
    kept=_("the words of the minutes, without your name as their author"),
)
keeper(
    Amendment,
    title=_("Other words that you proposed for minutes"),
    purpose=_("to know how the minutes came to be"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_amended,
    forget=lambda subject: 0,
    kept=_("the words, without your name"),
)
keeper(
    Meeting,
    title=_("Meetings that you announced"),
    purpose=_("to tell everybody when and where the group meets"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_export,
    forget=lambda subject: 0,
    also=(Rhythm, MeetingStage),
    kept=_("when and where the group met, without your name"),
)
keeper(
    AgendaPoint,
    title=_("Points that you brought to a meeting"),
    purpose=_("to know who speaks about what"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_brought,
    forget=lambda subject: 0,
    kept=_("what the group talked about, without your name"),
)
keeper(
    Invitation,
    title=_("Your answers to convocations"),
    purpose=_("to know who comes to a meeting, and who votes for whom"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("400 days after the meeting"),
    export=_answers,
    forget=_forget_answers,
    leaves=_old_answers,
)
keeper(
    CalendarAddress,
    title=_("The secret address of your calendar"),
    purpose=_("so that your own calendar shows when your groups meet"),
    basis=_("your wish: you made the address"),
    duration=_("thirty days after it is revoked"),
    export=_addresses,
    forget=_forget_addresses,
    leaves=_revoked,
)
