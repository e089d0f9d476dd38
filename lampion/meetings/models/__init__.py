from lampion.meetings.models.address import CalendarAddress
from lampion.meetings.models.agenda import AgendaPoint
from lampion.meetings.models.attendance import Attendance, Guest
from lampion.meetings.models.invitation import Answer, Invitation, NobodysProxy, TooLate
from lampion.meetings.models.meeting import (
    AlreadyAnnounced,
    ChangedMeanwhile,
    Meeting,
    MeetingQuerySet,
)
from lampion.meetings.models.minutes import (
    Amendment,
    ApprovedMinutes,
    MinutesClosed,
    MinuteTaker,
    Passage,
    PointDecision,
    PointTask,
    StillOpen,
)
from lampion.meetings.models.rhythm import NeverMeets, Rhythm
from lampion.meetings.models.rule import Pattern
from lampion.meetings.models.stage import MeetingStage, Stage

__all__ = [
    "AgendaPoint",
    "AlreadyAnnounced",
    "Amendment",
    "Answer",
    "ApprovedMinutes",
    "Attendance",
    "CalendarAddress",
    "ChangedMeanwhile",
    "Guest",
    "Invitation",
    "Meeting",
    "MeetingQuerySet",
    "MeetingStage",
    "MinuteTaker",
    "MinutesClosed",
    "NeverMeets",
    "NobodysProxy",
    "Passage",
    "Pattern",
    "PointDecision",
    "PointTask",
    "Rhythm",
    "Stage",
    "StillOpen",
    "TooLate",
]
