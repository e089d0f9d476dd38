"""Approving a mailing, and sending it: one transaction a deed, nobody gets it twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from lampion.contacts.models import Contact, WayOut
from lampion.mail import actions as mail
from lampion.mail.models import WAY_OUT, Batch, Message
from lampion.news.audience import know_members, readers
from lampion.news.models import Changed, Mailing, Phase, Recipient
from lampion.news.models.phase import BEFORE, UNDER_WAY
from lampion.news.rules import can_approve
from lampion.people.models import Person

# So long after the approval the first mail leaves: time to see one's mistake.
REGRET = timedelta(minutes=2)
CHUNK = 2000


class Deed(Protocol):
    """Pausing, resuming, stopping."""

    def __call__(self, mailing: Mailing, *, by: Person, at: datetime) -> None: ...


class OtherReaders(Exception):
    """The number of readers is no longer the one that was read before approving."""


class NotYours(Exception):
    """A second person must approve, or nobody would read it: see rules.can_approve."""


def count_readers(mailing: Mailing) -> int:
    """Return how many would get the mailing now."""
    if mailing.group:
        know_members(mailing.group)
    return readers(mailing).count()


@transaction.atomic
def approve(mailing: Mailing, *, expected: int, by: Person, at: datetime) -> None:
    """Fix words and readers; the first mail leaves after REGRET.

    expected: the number of readers that `by` saw. Raises Changed if it was approved meanwhile, OtherReaders,
    and NotYours if another person must approve; nothing changes in these cases.
    """
    Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
    if mailing.phase().phase not in BEFORE:
        raise Changed
    count = count_readers(mailing)
    if count != expected:
        raise OtherReaders
    if not can_approve(by, mailing, count, timezone.localdate(at)):
        raise NotYours
    mailing.move(Phase.SENDING, after=BEFORE, by=by, at=at)
    Recipient.freeze(mailing, readers(mailing))
    _keep_words(mailing)
    mailing.counts = {"readers": count}
    mailing.save(update_fields=["counts"])
    mailing.section.touch()


def _keep_words(mailing: Mailing) -> None:
    words = letter(mailing, way_out=WAY_OUT)
    Batch.objects.create(
        topic=mailing.topic, sender=mailing.sender, language=mailing.language, **words
    )


def letter(mailing: Mailing, *, way_out: str) -> dict[str, str]:
    """Return subject, text and HTML of the mail; the same for each reader but for the way out."""
    with override(mailing.language):
        said = {
            "mailing": mailing,
            "language": mailing.language,
            "subject": mailing.subject,
            "html": mailing.html(site=settings.SITE_URL),
            "page": mailing.page_address(),
            "way_out": way_out,
        }
        return {
            "subject": mailing.subject,
            "text": render_to_string("news/mail/mailing.txt", said).strip() + "\n",
            "html": render_to_string("news/mail/mailing.html", said),
        }


def send_trial(mailing: Mailing, person: Person, *, at: datetime) -> None:
    """Send the mail as it stands to `person` alone."""
    contact = Contact.of_person(mailing.section, person)
    way_out = WayOut.make(contact, at=at)
    mail.queue_words(
        letter(mailing, way_out=way_out),
        to=person.email or "",
        language=mailing.language,
        topic="trial",
        way_out=way_out,
    )


def send_some(mailing: Mailing, *, at: datetime, most: int = CHUNK) -> int:
    """Queue mails for the next readers, and drop those who said no since; returns how many were looked at."""
    with transaction.atomic():
        Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
        step = mailing.phase()
        if step.phase != Phase.SENDING or step.at > at - REGRET:
            return 0
        waiting = mailing.recipients.waiting().order_by("pk")
        chosen = list(waiting.values_list("pk", "contact")[:most])
        if not chosen:
            _finish(mailing, at=at)
            return 0
        still = dict(
            readers(mailing)
            .filter(pk__in=[contact for _pk, contact in chosen])
            .values_list("pk", "email")
        )
        _queue(mailing, still, at=at)
        going = [pk for pk, contact in chosen if contact in still]
        gone = [pk for pk, contact in chosen if contact not in still]
        Recipient.objects.filter(pk__in=going).update(queued_at=at)
        Recipient.objects.filter(pk__in=gone).update(dropped_at=at)
    return len(chosen)


def _queue(mailing: Mailing, addresses: dict[int, str | None], *, at: datetime) -> None:
    ways = WayOut.make_many(addresses, at=at)
    mail.queue_batch(
        Batch.objects.get(topic=mailing.topic),
        [
            mail.Addressed(to=address, key=f"contact:{pk}:{mailing.topic}", way_out=ways[pk])
            for pk, address in addresses.items()
            if address
        ],
    )


def _finish(mailing: Mailing, *, at: datetime) -> None:
    """All readers were looked at: the mailing is sent once no mail of it waits."""
    if not Message.objects.waiting().filter(topic=mailing.topic).exists():
        mailing.counts = progress(mailing).as_counts()
        mailing.save(update_fields=["counts"])
        mailing.move(Phase.SENT, after=UNDER_WAY, by=None, at=at)


@transaction.atomic
def pause(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Nothing more leaves until it is resumed; what a server has already taken is gone. Raises Changed."""
    mailing.move(Phase.PAUSED, after=(Phase.SENDING,), by=by, at=at)
    Message.objects.hold(mailing.topic, at=at)


@transaction.atomic
def resume(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Raises Changed."""
    mailing.move(Phase.SENDING, after=(Phase.PAUSED,), by=by, at=at)
    Message.objects.release(mailing.topic)


@transaction.atomic
def stop(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Drop whatever has not left. Raises Changed when it is over."""
    mailing.move(Phase.STOPPED, after=UNDER_WAY, by=by, at=at)
    Message.objects.drop(mailing.topic, at=at)
    mailing.recipients.waiting().update(dropped_at=at)
    mailing.counts = progress(mailing).as_counts()
    mailing.save(update_fields=["counts"])


@dataclass(frozen=True, slots=True)
class Progress:
    """How many readers there were; to how many a server took the mail; who still waits; who was dropped; who failed."""

    readers: int
    sent: int
    waiting: int
    dropped: int
    failed: int

    @property
    def done(self) -> int:
        return self.readers - self.waiting

    def as_counts(self) -> dict[str, int]:
        return {
            "readers": self.readers,
            "sent": self.sent,
            "dropped": self.dropped,
            "failed": self.failed,
        }


def progress(mailing: Mailing) -> Progress:
    """Count a mailing under way; what is over has its numbers kept."""
    if not mailing.is_under_way():
        kept = mailing.counts
        numbers = [int(kept.get(name, 0)) for name in ("readers", "sent", "dropped", "failed")]
        return Progress(numbers[0], numbers[1], 0, numbers[2], numbers[3])
    rows = mailing.recipients.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(queued_at=None, dropped_at=None)),
        dropped=Count("pk", filter=Q(dropped_at__isnull=False)),
    )
    mails = Message.objects.filter(topic=mailing.topic).aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=Q(gave_up_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at=None, gave_up_at=None)),
    )
    waiting = rows["waiting"] + mails["waiting"]
    return Progress(rows["all"], mails["sent"], waiting, rows["dropped"], mails["failed"])
