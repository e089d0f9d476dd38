"""Mail is queued in the transaction of the deed; it leaves only if the deed is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from lampion.kit.tasks import wake
from lampion.mail.late import leave_to
from lampion.mail.models import SEND, TAKEN_BACK, Batch, Message


class UnsafeHeader(ValueError):
    """An address or subject that would begin a header of its own."""


def queue(
    template: str,
    *,
    to: str,
    language: str,
    topic: str,
    context: Mapping[str, Any],
    key: str | None = None,
    way_out: str = "",
    calendar: str = "",
) -> None:
    """Write the mail of `template`.txt, whose first line is the subject; one mail for a key, ever.

    way_out: the address at which the reader stops such mails by one click (RFC 8058).
    calendar: a date that comes with it, as a file (RFC 5545).
    Raises UnsafeHeader for a line break in the address.
    """
    with override(language):
        subject, _blank, text = (
            render_to_string(f"{template}.txt", dict(context)).lstrip().partition("\n")
        )
    words = {"subject": " ".join(subject.split()), "text": text.strip() + "\n", "html": ""}
    words["calendar"] = calendar
    queue_words(words, to=to, language=language, topic=topic, key=key, way_out=way_out)


def queue_words(
    words: Mapping[str, str],
    *,
    to: str,
    language: str,
    topic: str,
    key: str | None = None,
    way_out: str = "",
) -> None:
    """Write a mail of these words: subject, text, html (or nothing: made of the text), calendar. Else as `queue`."""
    message = _message(to, language, topic, key, way_out)
    message.subject, message.text, message.html = (
        words["subject"][:250],
        words["text"],
        words["html"],
    )
    message.calendar = words.get("calendar", "")
    wake(SEND)
    Message.objects.bulk_create([message], ignore_conflicts=True)


@dataclass(frozen=True, slots=True)
class Addressed:
    """One reader of a batch. key: one mail for it, ever. way_out: as for `queue`.

    late: who gives address and way out when the mail leaves, and about which row (late.py): until then it has neither.
    """

    to: str
    key: str
    way_out: str
    late: tuple[str, int] | None = None


def queue_batch(batch: Batch, readers: Iterable[Addressed], *, topic: str = "") -> None:
    """Write a mail of the batch for each reader. Raises UnsafeHeader for a line break in an address, UnknownName.

    topic: by which several batches are held and dropped together; else that of the batch.
    """
    messages = []
    for reader in readers:
        said = (batch.language, topic or batch.topic, reader.key, reader.way_out)
        message = _message(reader.to, *said)
        message.batch = batch
        if reader.late:
            leave_to(message, *reader.late)
        messages.append(message)
    wake(SEND)
    Message.objects.bulk_create(messages, batch_size=1000, ignore_conflicts=True)


def _message(to: str, language: str, topic: str, key: str | None, way_out: str) -> Message:
    if not to or re.search(r"[\r\n\x00]", to):
        raise UnsafeHeader
    message = Message.to_write(key=key, topic=topic, language=language, at=timezone.now())
    message.to_address, message.way_out = to, way_out
    return message


def call_back(key: str, *, at: datetime) -> int:
    """Drop the mails whose key begins so, if no server has taken them yet; returns how many."""
    waiting = Message.objects.waiting().with_key(key)
    return waiting.update(gave_up_at=at, **TAKEN_BACK)


def take_back(topic: str, *, at: datetime) -> list[str]:
    """Remove the mails of a batch that wait and are in no worker's hands; returns their keys, which may be used again."""
    free = Message.objects.waiting().free(at).filter(topic=topic)
    keys = [key for key in free.values_list("key", flat=True) if key]
    free.delete()
    return keys
