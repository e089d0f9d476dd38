"""Mail about a request: what a newcomer replies reaches it, and that a mail came back is noted on it."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape

import nh3
from django.db import transaction
from django.utils.translation import gettext, override

from lampion.enquiries.actions.receiving import NoLongerAnswered, write_again
from lampion.enquiries.actions.telling import tell_owner, tell_responsables
from lampion.enquiries.models import Enquiry, Letter, Note
from lampion.mail.models import Message
from lampion.people.models import normalise_email

LONGEST = 8000
_ID = re.compile(r"<[^<>\s]+>")
_KEY = re.compile(r"(enquiry-received|enquiry-welcome|enquiry-letter):(\d+)\Z")
# The line with which mail programs introduce what is quoted, in four languages.
_QUOTED = re.compile(r"(?m)^(?:>.*|.*(?:a écrit|wrote|schreef|schrieb).*:\s*)$")


def take_reply(letter: EmailMessage, at: datetime) -> bool:
    """Keep the letter with the request it answers. An automatic answer, or one from another address, is not taken."""
    if str(letter.get("Auto-Submitted", "no")).lower() != "no":
        return False
    enquiry = _answered(letter)
    sender = normalise_email(parseaddr(str(letter.get("From", "")))[1])
    text = _words(letter)
    if enquiry is None or not sender or sender != enquiry.email or not text:
        return False
    key = hashlib.sha256(f"mail:{letter.get('Message-ID') or text}".encode()).hexdigest()
    try:
        write_again(enquiry, text=text, key=key, at=at)
    except NoLongerAnswered:
        return False
    return True


def _answered(letter: EmailMessage) -> Enquiry | None:
    """Return the request whose mail is named as the one replied to (RFC 5322, 3.6.4)."""
    named = f"{letter.get('In-Reply-To', '')} {letter.get('References', '')}"
    ids = _ID.findall(named)[:50]
    for key in Message.objects.filter(message_id__in=ids).values_list("key", flat=True):
        if _KEY.match(key or ""):
            return _enquiry_of(key or "")
    return None


def _enquiry_of(key: str) -> Enquiry | None:
    """Return the request that a mail with this key is about."""
    found = _KEY.match(key)
    if found is None:
        return None
    pk = int(found[2])
    if found[1] != "enquiry-letter":
        return Enquiry.objects.filter(pk=pk).first()
    sent = Letter.objects.filter(pk=pk).select_related("enquiry").first()
    return sent.enquiry if sent else None


@transaction.atomic
def note_returned(key: str, status: str, at: datetime) -> None:
    """Say once, on the request and to who follows it, that our mails do not reach the newcomer."""
    found = _enquiry_of(key)
    if found is None:
        return
    enquiry = Enquiry.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if enquiry.forgotten_at or enquiry.notes.filter(by=None).exists():
        return
    with override(enquiry.section.first_language):
        text = gettext(
            "A mail to this person came back: the address does not work. Try the telephone."
        )
    Note.objects.create(enquiry=enquiry, group=enquiry.holding_group(), at=at, text=text)
    tell_owner("unreachable", enquiry, key=f"unreachable:{enquiry.pk}")
    group = enquiry.holding_group()
    if group:
        tell_responsables("unreachable", enquiry, group, key=f"unreachable:{enquiry.pk}")


def _words(letter: EmailMessage) -> str:
    """Return what was written, without what is quoted below it."""
    part = letter.get_body(("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content())
    if part.get_content_subtype() == "html":
        text = unescape(nh3.clean(re.sub(r"(?i)<br\s*/?>|</p>", "\n", text), tags=set()))
    quoted = _QUOTED.search(text)
    return (text[: quoted.start()] if quoted else text).replace("\x00", "").strip()[:LONGEST]
