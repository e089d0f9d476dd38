from lampion.meetings.models.address import CalendarAddress
from lampion.meetings.models.agenda import AgendaPoint, HasWords
from lampion.meetings.models.attendance import Attendance, Guest
from lampion.meetings.models.invitation import Answer, Invitation, NobodysProxy, TooLate
from lampion.meetings.models.meeting import (
    AlreadyAnnounced,
    ChangedMeanwhile,
    Meeting,
    MeetingQuerySet,
    MinutesBegun,
    MinutesClosed,
)
from lampion.meetings.models.minutes import (
    Amendment,
    ApprovedMinutes,
    MinuteTaker,
    Passage,
    PointDecision,
    PointTask,
    StillOpen,
    TooEarly,
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
    "HasWords",
    "Invitation",
    "Meeting",
    "MeetingQuerySet",
    "MeetingStage",
    "MinuteTaker",
    "MinutesBegun",
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
    "TooEarly",
    "TooLate",
]
