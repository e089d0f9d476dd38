from lampion.letters.models.appeal import Appeal, Kind, Occasion
from lampion.letters.models.sent import Channel, Late, Sent, What
from lampion.letters.models.target import Target

__all__ = ["Appeal", "Channel", "Kind", "Late", "Occasion", "Sent", "Target", "What"]
