from lampion.letters.models.appeal import Appeal, Kind, Occasion
from lampion.letters.models.round import AlreadySent, Asked, NothingToSend, Progress, Round
from lampion.letters.models.sent import Channel, Late, Sent, What
from lampion.letters.models.target import Target
from lampion.letters.models.writer import AlreadyThere, How, Writer

__all__ = [
    "AlreadySent",
    "AlreadyThere",
    "Appeal",
    "Asked",
    "Channel",
    "How",
    "Kind",
    "Late",
    "NothingToSend",
    "Occasion",
    "Progress",
    "Round",
    "Sent",
    "Target",
    "What",
    "Writer",
]
