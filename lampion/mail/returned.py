"""Mail that a server sends back: a delivery status notification (RFC 3464) about one of our mails."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.message import Message as Part

from lampion.kit.registers import tell_returned
from lampion.mail.models import Message

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ID = re.compile(r"<[^<>\s]+>")
UNKNOWN = "5.0.0"


def take_return(letter: EmailMessage, at: datetime) -> bool:
    """Tell the rooms which of our mails came back for good; that one is only late is taken, and told to nobody.

    Who does not know the random Message-ID of a mail cannot claim that it came back.
    """
    if letter.get_content_type() != "multipart/report":
        return False
    ours = Message.objects.filter(message_id__in=list(_named(letter))[:20]).first()
    if ours is None:
        return False
    for block in _blocks(letter):
        if str(block.get("Action", "")).strip().lower() == "failed":
            found = _STATUS.search(str(block.get("Status", "")))
            status = found[0] if found else UNKNOWN
            # 5.7: a server forbids us something; the address may be right.
            if not status.startswith("5.7."):
                tell_returned(ours.key or "", status, at)
            break
    return True


def status_of(refusal: smtplib.SMTPRecipientsRefused) -> str:
    """Return the enhanced code that the server gave, or one without detail. Its words are not kept."""
    for _code, said in refusal.recipients.values():
        found = _STATUS.search(said.decode("ascii", "replace"))
        if found and found[1] == "5":
            return found[0]
    return UNKNOWN


def _blocks(letter: EmailMessage) -> Iterator[Part]:
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            yield from (block for block in payload if isinstance(block, Part))


def _named(letter: EmailMessage) -> Iterator[str]:
    """The identities of the mail that came back: in the copy of it, or of its headers, that is attached."""
    for part in letter.walk():
        if part.get_content_type() == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
            found = re.search(r"(?im)^message-id:\s*(<[^<>\s]+>)", text)
            if found:
                yield found[1]
        elif part is not letter and part.get("Message-ID"):
            yield from _ID.findall(str(part["Message-ID"]))
