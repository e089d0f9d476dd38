"""Mails that are written only when they leave: what waits in the queue names nobody and says nothing. See decision 15."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lampion.kit.registers import UnknownName
from lampion.kit.rows import insert
from lampion.kit.tasks import wake
from lampion.mail.models import SEND, Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it leaves. way_out: the address at which its reader stops such mails by one click, or nothing.

    subject, text: nothing for a mail of a batch, which has its words.
    """

    to: str
    subject: str = ""
    text: str = ""
    way_out: str = ""


_writers: dict[str, Callable[[int, datetime], Rendered | None]] = {}


def written_late(name: str, write: Callable[[int, datetime], Rendered | None]) -> None:
    """Register `write(about, at) -> the mail, or None if it should not leave any more`. about: key of a row."""
    _writers[name] = write


def queue_late(
    writer: str, about: int, *, language: str, topic: str, key: str, at: datetime
) -> None:
    """Have a mail written by `writer` about a row when its turn comes; one mail for a key, ever.

    Raises UnknownName if no room registered the writer.
    """
    message = Message.to_write(key=key, topic=topic, language=language, at=at)
    leave_to(message, writer, about)
    wake(SEND)
    insert(message, once=True)


def leave_to(message: Message, writer: str, about: int) -> None:
    """Have an address, and words unless it is of a batch, given by `writer` when the mail leaves. Raises UnknownName."""
    if writer not in _writers:
        raise UnknownName(f"nobody writes {writer!r}")
    message.writer, message.about = writer, about
    message.to_address = message.way_out = ""


def write_now(message: Message, at: datetime) -> bool:
    """Give a mail of this kind its address and words, in memory alone; False: it should not leave any more."""
    if not message.writer or message.about is None:
        return bool(message.to_address)
    rendered = _writers[message.writer](message.about, at)
    if rendered is None:
        return False
    message.to_address, message.way_out = rendered.to, rendered.way_out
    if message.batch is None:
        message.subject, message.text = " ".join(rendered.subject.split()), rendered.text
    return True
