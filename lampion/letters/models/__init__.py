from lampion.letters.models.appeal import Appeal, Kind, Occasion
from lampion.letters.models.parcel import (
    AlreadyCounted,
    NoDifference,
    Parcel,
    ParcelLine,
)
from lampion.letters.models.refusal import NewsRefusal
from lampion.letters.models.reply import Reply
from lampion.letters.models.round import AlreadySent, Asked, NothingToSend, Progress, Round
from lampion.letters.models.sent import Channel, Late, Sent, What
from lampion.letters.models.target import Ended, InUse, Target
from lampion.letters.models.writer import AlreadyThere, How, Writer

__all__ = [
    "AlreadyCounted",
    "AlreadySent",
    "AlreadyThere",
    "Appeal",
    "Asked",
    "Channel",
    "Ended",
    "How",
    "InUse",
    "Kind",
    "Late",
    "NewsRefusal",
    "NoDifference",
    "NothingToSend",
    "Occasion",
    "Parcel",
    "ParcelLine",
    "Progress",
    "Reply",
    "Round",
    "Sent",
    "Target",
    "What",
    "Writer",
]
