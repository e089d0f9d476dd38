"""The sender: takes what is due, hands it to the server, notes what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import zip_longest

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from lampion.kit.registers import every
from lampion.kit.tasks import wake
from lampion.mail.delivery import Away, Line, ticking
from lampion.mail.incoming import read_incoming
from lampion.mail.models import PATIENCE, SEND, Message, Outage

# Longer than a mail may take (lampion/mail/smtp.py): a claim that has ended is one whose worker died.
CLAIM = timedelta(minutes=10)
AT_ONCE = 200


def send_due(at: datetime, limit: int = AT_ONCE) -> int:
    """Send what is due at `at`; returns how many a server took.

    When the server itself is away, the run ends; it is asked again a minute later, and no mail is charged for it.
    """
    if Outage.objects.resting(at):
        return 0
    now, count = ticking(at), 0
    keys = _in_turn(at, limit)
    with Line() as line:
        for pk in keys:
            # Whoever changes the row first sends it: two workers at once send it once.
            if not Message.objects.due(now()).filter(pk=pk).update(claimed_until=now() + CLAIM):
                continue
            try:
                count += _send(Message.objects.get(pk=pk), line, now())
            except Away as away:
                _note_outage(str(away), now())
                return count
    if len(keys) == limit:
        wake(SEND)
    return count


def _in_turn(at: datetime, limit: int) -> list[int]:
    """Keys of what is due, one of each topic in turn: a sign-in code does not wait behind a mailing."""
    due = Message.objects.due(at)
    topics = due.order_by().values_list("topic", flat=True).distinct()
    queues = [
        list(due.filter(topic=topic).values_list("pk", flat=True)[:limit]) for topic in topics
    ]
    turns = zip_longest(*queues)
    return [pk for turn in turns for pk in turn if pk is not None][:limit]


def _note_outage(problem: str, at: datetime) -> None:
    Outage.objects.note(problem, at=at)
    if Outage.objects.open().filter(began_at__lte=at - PATIENCE).exists():
        Message.objects.give_up_old(at)


def _send(message: Message, line: Line, at: datetime) -> int:
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
        connection=line.backend,
    )
    mail.attach_alternative(message.html, "text/html")
    return line.carry(message, mail, at)


every(1, SEND, send_due)
every(1, "read the mail that came in", read_incoming)
