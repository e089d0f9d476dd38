"""Mail is queued in the transaction of the deed; it leaves only if the deed is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from lampion.kit.tasks import wake
from lampion.mail.models import EMPTY, SEND, Message

_LINK = re.compile(r"https?://\S+\Z")


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
) -> None:
    """Write the mail of `template`.txt, whose first line is the subject; one mail for a key, ever.

    Raises UnsafeHeader for a line break in the address.
    """
    with override(language):
        subject, _blank, text = (
            render_to_string(f"{template}.txt", dict(context)).lstrip().partition("\n")
        )
        subject = " ".join(subject.split())
        said = {"subject": subject, "blocks": _blocks(text), "language": language}
        html = render_to_string("mail/letter.html", said)
    _keep(to, subject, text.strip() + "\n", html, language, topic, key)


def _keep(
    to: str, subject: str, text: str, html: str, language: str, topic: str, key: str | None
) -> None:
    if not to or re.search(r"[\r\n\x00]", to):
        raise UnsafeHeader
    now = timezone.now()
    wake(SEND)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = Message(
        key=key,
        topic=topic,
        language=language,
        to_address=to,
        subject=subject[:250],
        text=text,
        html=html,
        message_id=f"<{secrets.token_hex(16)}@{host}>",
        next_try_at=now,
        created_at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def _blocks(text: str) -> list[dict[str, object]]:
    """Cut the text into paragraphs; a line that is only an address becomes a button."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return [{"text": block, "link": bool(_LINK.match(block.strip()))} for block in blocks]


def call_back(key: str, *, at: datetime) -> int:
    """Drop the mails whose key begins so, if no server has taken them yet; returns how many."""
    waiting = Message.objects.waiting().filter(key__startswith=key)
    return waiting.update(gave_up_at=at, **EMPTY)
