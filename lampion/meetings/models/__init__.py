from lampion.meetings.models.meeting import AlreadyAnnounced, Meeting, MeetingQuerySet
from lampion.meetings.models.rhythm import NeverMeets, Rhythm
from lampion.meetings.models.rule import Pattern

__all__ = [
    "AlreadyAnnounced",
    "Meeting",
    "MeetingQuerySet",
    "NeverMeets",
    "Pattern",
    "Rhythm",
]
