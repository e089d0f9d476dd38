"""Mail that comes in: a maildir, filled by a mail server, is read letter by letter and offered to the rooms."""

from __future__ import annotations

import email
import logging
import mailbox
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

from lampion.kit.registers import takers

logger = logging.getLogger(__name__)
MOST_BYTES = 5 * 1024 * 1024
AT_ONCE = 200


def read_incoming(at: datetime) -> int:
    """Offer each new letter to the rooms; returns how many were taken.

    A taken letter is removed; what nobody takes, or nobody can read, stays in the maildir as seen, for a person.
    """
    folder = settings.INCOMING_MAILDIR
    if not folder or not Path(folder).is_dir():
        return 0
    box = mailbox.Maildir(folder, create=False)
    count = 0
    for key in _new(box):
        if _take(box, key, at):
            box.discard(key)
            count += 1
        else:
            _mark_seen(box, key)
    return count


def _new(box: mailbox.Maildir) -> list[str]:
    """Letters without the mark "seen". The mark is in the file's name: none is opened for it."""
    folder = Path(str(box._path))
    names = [path.name for path in (folder / "new").iterdir()]
    names += [path.name for path in (folder / "cur").iterdir() if "S" not in _marks(path.name)]
    return sorted(name.split(":")[0] for name in names)[:AT_ONCE]


def _marks(name: str) -> str:
    return name.rpartition(":2,")[2] if ":2," in name else ""


def _take(box: mailbox.Maildir, key: str, at: datetime) -> bool:
    try:
        raw = box.get_bytes(key)
        if len(raw) > MOST_BYTES:
            return False
        letter = email.message_from_bytes(raw, policy=default)
        return isinstance(letter, EmailMessage) and any(taker(letter, at) for taker in takers())
    except Exception as error:  # noqa: BLE001 whatever a strange letter makes a taker stumble on, the next is read
        logger.error("a letter could not be read: %s", type(error).__name__)
        return False


def _mark_seen(box: mailbox.Maildir, key: str) -> None:
    letter = mailbox.MaildirMessage(box.get_message(key))
    letter.set_subdir("cur")
    letter.add_flag("S")
    box[key] = letter
