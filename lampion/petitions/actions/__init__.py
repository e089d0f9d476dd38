from lampion.petitions.actions.answering import NotCounted, confirm
from lampion.petitions.actions.publishing import publish
from lampion.petitions.actions.signing import NotOpen, Signed, sign
from lampion.petitions.taking_back import take_back, want_no_news

__all__ = [
    "NotCounted",
    "NotOpen",
    "Signed",
    "confirm",
    "publish",
    "sign",
    "take_back",
    "want_no_news",
]
