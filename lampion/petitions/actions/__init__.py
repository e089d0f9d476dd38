from lampion.petitions.actions.answering import NotCounted, confirm, take_back, want_no_news
from lampion.petitions.actions.publishing import publish
from lampion.petitions.actions.signing import NotOpen, Signed, sign

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
