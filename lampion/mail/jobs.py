"""The sender: takes what is due, hands it to the server, notes what came of it."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from lampion.kit.registers import every
from lampion.mail.incoming import read_incoming
from lampion.mail.models import SEND, Message

CLAIM = timedelta(minutes=10)


def send_due(at: datetime, limit: int = 200) -> int:
    """Send what is due at `at`; returns how many a server took."""
    connection = get_connection()
    count = 0
    for pk in list(Message.objects.due(at).values_list("pk", flat=True)[:limit]):
        # Whoever changes the row first sends it: two workers at once send it once.
        if Message.objects.due(at).filter(pk=pk).update(claimed_until=at + CLAIM):
            count += _send(Message.objects.get(pk=pk), connection, at)
    connection.close()
    return count


def _send(message: Message, connection: BaseEmailBackend, at: datetime) -> int:
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(timezone.localtime(message.created_at)),
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.to_address],
        headers=headers,
        reply_to=[settings.REPLY_TO] if settings.REPLY_TO else None,
        connection=connection,
    )
    mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code = max((answer[0] for answer in refusal.recipients.values()), default=450)
        message.failed(at, f"recipient refused {code}", for_good=code >= 500)
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
