"""The sender: takes what is due, hands it to the server, notes what came of it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import zip_longest

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from lampion.kit.registers import every, incoming
from lampion.kit.tasks import wake
from lampion.mail.delivery import Away, Line, ticking
from lampion.mail.incoming import read_incoming
from lampion.mail.late import write_now
from lampion.mail.models import PATIENCE, SEND, TAKEN_BACK, Message, Outage
from lampion.mail.returned import take_return

logger = logging.getLogger(__name__)

# Longer than a mail may take (lampion/mail/smtp.py): a claim that has ended is one whose worker died.
CLAIM = timedelta(minutes=10)
AT_ONCE = 200
LOOK_EACH = 10


def send_due(at: datetime, limit: int = AT_ONCE) -> int:
    """Send what is due at `at`; returns how many a server took.

    When the server itself is away, the run ends; it is asked again a minute later, and no mail is charged for it.
    """
    if Outage.objects.resting(at):
        return 0
    now, count = ticking(at), 0
    keys, singles = _in_turn(at, limit)
    with Line() as line:
        for turn, pk in enumerate(keys):
            # Somebody waits for a mail of their own: the letters go on after it.
            if turn >= singles and turn % LOOK_EACH == 0 and _single_is_due(now()):
                break
            # Whoever changes the row first sends it: two workers at once send it once.
            if not Message.objects.due(now()).filter(pk=pk).update(claimed_until=now() + CLAIM):
                continue
            try:
                count += _send(pk, line, now())
            except Away as away:
                _note_outage(str(away), now())
                return count
        else:
            if len(keys) < limit:
                return count
    wake(SEND)
    return count


def _single_is_due(at: datetime) -> bool:
    return Message.objects.due(at).filter(batch=None).exists()


def _in_turn(at: datetime, limit: int) -> tuple[list[int], int]:
    """Keys of what is due: mails to one person, one of each topic in turn, before those of a batch.

    Returns also how many are to one person. A sign-in code waits behind nothing, however many letters leave.
    """
    due = Message.objects.due(at)
    single = due.filter(batch=None)
    topics = single.order_by().values_list("topic", flat=True).distinct()
    queues = [
        list(single.filter(topic=topic).values_list("pk", flat=True)[:limit]) for topic in topics
    ]
    chosen = [pk for turn in zip_longest(*queues) for pk in turn if pk is not None][:limit]
    many = due.filter(batch__isnull=False).values_list("pk", flat=True)
    return chosen + list(many[: limit - len(chosen)]), len(chosen)


def _note_outage(problem: str, at: datetime) -> None:
    Outage.objects.note(problem, at=at)
    if Outage.objects.open().filter(began_at__lte=at - PATIENCE).exists():
        Message.objects.give_up_old(at)


def _send(pk: int, line: Line, at: datetime) -> int:
    message = Message.objects.select_related("batch").get(pk=pk)
    try:
        leaves = write_now(message, at)
    except Exception as error:  # noqa: BLE001 whatever one mail cannot be written for, the next is
        logger.error("mail %s could not be written: %s", pk, type(error).__name__)
        message.failed(at, type(error).__name__, for_good=False)
        return 0
    if not leaves:  # called back, erased, or no longer true in this moment
        Message.objects.waiting().filter(pk=pk).update(gave_up_at=at, **TAKEN_BACK)
        return 0
    subject, text, html = message.words()
    mail = EmailMultiAlternatives(
        subject,
        text,
        message.sender(),
        to=[message.to_address],
        headers=message.headers(),
        reply_to=[settings.REPLY_TO] if settings.REPLY_TO else None,
        connection=line.backend,
    )
    mail.attach_alternative(html, "text/html")
    if message.calendar:
        mail.attach("meeting.ics", message.calendar, "text/calendar; method=PUBLISH")
    return line.carry(message, mail, at)


every(1, SEND, send_due)
every(60, "empty the mail that waited too long", Message.objects.give_up_overdue)
every(1, "read the mail that came in", read_incoming)
incoming(take_return)
