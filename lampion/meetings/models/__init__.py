from lampion.meetings.models.address import CalendarAddress
from lampion.meetings.models.agenda import AgendaPoint
from lampion.meetings.models.invitation import Answer, Invitation, NobodysProxy, TooLate
from lampion.meetings.models.meeting import (
    AlreadyAnnounced,
    ChangedMeanwhile,
    Meeting,
    MeetingQuerySet,
)
from lampion.meetings.models.rhythm import NeverMeets, Rhythm
from lampion.meetings.models.rule import Pattern
from lampion.meetings.models.stage import MeetingStage, Stage

__all__ = [
    "AgendaPoint",
    "AlreadyAnnounced",
    "Answer",
    "CalendarAddress",
    "ChangedMeanwhile",
    "Invitation",
    "Meeting",
    "MeetingQuerySet",
    "MeetingStage",
    "NeverMeets",
    "NobodysProxy",
    "Pattern",
    "Rhythm",
    "Stage",
    "TooLate",
]
