"""The sender: takes what is due, hands it to the server, notes what came of it."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from lampion.kit.registers import every, incoming, tell_returned
from lampion.mail.incoming import read_incoming
from lampion.mail.models import SEND, Message
from lampion.mail.returned import status_of, take_return

CLAIM = timedelta(minutes=10)


def send_due(at: datetime, limit: int = 200) -> int:
    """Send what is due at `at`; returns how many a server took."""
    connection = get_connection()
    count = 0
    for pk in Message.objects.next_due(at, limit):
        # Whoever changes the row first sends it: two workers at once send it once.
        if Message.objects.due(at).filter(pk=pk).update(claimed_until=at + CLAIM):
            count += _send(Message.objects.select_related("batch").get(pk=pk), connection, at)
    connection.close()
    return count


def _send(message: Message, connection: BaseEmailBackend, at: datetime) -> int:
    subject, text, html = message.words()
    mail = EmailMultiAlternatives(
        subject,
        text,
        to=[message.to_address],
        headers=message.headers(),
        reply_to=[settings.REPLY_TO] if settings.REPLY_TO else None,
        connection=connection,
    )
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code = max((answer[0] for answer in refusal.recipients.values()), default=450)
        message.failed(at, f"recipient refused {code}", for_good=code >= 500)
        if code >= 500:
            tell_returned(message.key or "", status_of(refusal), at)
    except smtplib.SMTPResponseException as refusal:
        message.failed(at, f"server said {refusal.smtp_code}", for_good=False)
    except (smtplib.SMTPException, OSError) as problem:
        message.failed(at, type(problem).__name__, for_good=False)
    else:
        message.sent(at)
        return 1
    return 0


every(1, SEND, send_due)
every(1, "read the mail that came in", read_incoming)
incoming(take_return)
