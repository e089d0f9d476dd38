"""Mail that comes in is read letter by letter and offered to the rooms."""

from __future__ import annotations

import email
import logging
from datetime import datetime
from email.message import EmailMessage
from email.policy import default

from lampion.kit.registers import takers
from lampion.mail.boxes import Box, boxes

logger = logging.getLogger(__name__)
AT_ONCE = 200


def read_incoming(at: datetime) -> int:
    """Offer each new letter to the rooms; returns how many were taken.

    A taken letter is removed; what nobody takes, or nobody can read, stays there as seen, for a person.
    Raises OSError or MailboxRefused when the server is away or does not let us in: the next turn tries again.
    """
    return sum(_read(box, at) for box in boxes())


def _read(box: Box, at: datetime) -> int:
    count = 0
    for key in box.new(AT_ONCE):
        if _take(box.read(key), at):
            box.remove(key)
            count += 1
        else:
            box.mark_seen(key)
    return count


def _take(raw: bytes | None, at: datetime) -> bool:
    """A letter that is too large (None) is for a person."""
    if raw is None:
        return False
    try:
        letter = email.message_from_bytes(raw, policy=default)
        return isinstance(letter, EmailMessage) and any(taker(letter, at) for taker in takers())
    except Exception as error:  # noqa: BLE001 whatever a strange letter makes a taker stumble on, the next is read
        logger.error("a letter could not be read: %s", type(error).__name__)
        return False
