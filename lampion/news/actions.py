"""Approving a mailing, and sending it: one transaction a deed, nobody gets it twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from lampion.contacts.models import Contact, WayOut
from lampion.contacts.models.preference import mail_key
from lampion.mail import actions as mail
from lampion.mail.models import WAY_OUT, Batch, Message
from lampion.news.audience import know_members, readers
from lampion.news.letter import fingerprint, letter
from lampion.news.models import Changed, Mailing, Phase, Recipient
from lampion.news.models.phase import BEFORE, UNDER_WAY
from lampion.news.rules import can_approve
from lampion.people.models import Person

# So long after the approval the first mail leaves: time to see one's mistake.
REGRET = timedelta(minutes=2)
CHUNK = 2000
# So many of its mails wait in the queue at most: who says no meanwhile is asked for in time.
MOST_WAITING = 20_000


class Deed(Protocol):
    """Pausing, resuming, stopping."""

    def __call__(self, mailing: Mailing, *, by: Person, at: datetime) -> None: ...


class OtherReaders(Exception):
    """The number of readers is no longer the one that was read before approving."""


class OtherWords(Exception):
    """The letter is no longer the one that was read before approving."""


class NotYours(Exception):
    """A second person must approve, or nobody would read it: see rules.can_approve."""


def count_readers(mailing: Mailing) -> int:
    """Return how many would get the mailing now."""
    if mailing.group:
        know_members(mailing.group)
    return readers(mailing).count()


@transaction.atomic
def approve(mailing: Mailing, *, expected: int, seen: str, by: Person, at: datetime) -> None:
    """Fix words and readers; the first mail leaves after REGRET.

    expected, seen: the number of readers and the fingerprint of the letter that `by` saw. Raises Changed if it
    was approved meanwhile, OtherWords, OtherReaders, and NotYours if another person must approve; nothing
    changes in these cases.
    """
    locked = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
    if locked.phase().phase not in BEFORE:
        raise Changed
    if fingerprint(locked) != seen:
        raise OtherWords
    count = count_readers(locked)
    if count != expected:
        raise OtherReaders
    verdict = can_approve(by, locked, count, timezone.localdate(at))
    if not verdict:
        raise NotYours(verdict.reason)
    locked.move(Phase.SENDING, after=BEFORE, by=by, at=at)
    if Recipient.freeze(locked, readers(locked)) != expected:
        raise OtherReaders
    _keep_words(locked)
    locked.counts = {"readers": count}
    locked.save(update_fields=["counts"])


def _keep_words(mailing: Mailing) -> None:
    words = letter(mailing, way_out=WAY_OUT)
    Batch.objects.create(
        topic=mailing.topic, sender=mailing.sender, language=mailing.language, **words
    )


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
        locked = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
        step = locked.phase()
        if step.phase != Phase.SENDING or step.at > at - REGRET:
            return 0
        waiting = Message.objects.waiting().filter(topic=locked.topic).count()
        most = min(most, MOST_WAITING - waiting)
        # Before the contacts: an erasure takes the same locks in the same order.
        chosen = locked.recipients.waiting().select_for_update(of=("self",)).order_by("pk")
        rows = list(chosen.values_list("pk", "contact")[:most]) if most > 0 else []
        if rows:
            _queue(locked, rows, at=at)
        elif not waiting:
            _finish(locked, at=at)
    return len(rows)


def _queue(mailing: Mailing, rows: list[tuple[int, int]], *, at: datetime) -> None:
    """rows: (recipient, contact), by their keys."""
    keys = [contact for _pk, contact in rows]
    # Whoever says no in this moment waits until the mail is there to be called back; whoever was saying it when we
    # came was waited for, and is asked about only then: a lock alone does not read anew.
    list(Contact.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
    still = dict(readers(mailing).filter(pk__in=keys).order_by("pk").values_list("pk", "email"))
    ways, about = WayOut.make_many(still, at=at), mailing.theme or mailing.group
    mail.queue_batch(
        Batch.objects.get(topic=mailing.topic),
        [
            mail.Addressed(to=address, key=mail_key(pk, about, mailing.topic), way_out=ways[pk])
            for pk, address in still.items()
            if address
        ],
    )
    going = [pk for pk, contact in rows if contact in still]
    gone = [pk for pk, contact in rows if contact not in still]
    Recipient.objects.filter(pk__in=going).update(queued_at=at)
    Recipient.objects.filter(pk__in=gone).update(dropped_at=at)
    if going:
        mailing.publish(at=at)


def _finish(mailing: Mailing, *, at: datetime) -> None:
    """All readers were looked at, and no mail waits."""
    _keep_counts(mailing, progress(mailing))
    mailing.move(Phase.SENT, after=UNDER_WAY, by=None, at=at)


def _keep_counts(mailing: Mailing, counted: Progress) -> None:
    mailing.counts = counted.as_counts()
    mailing.save(update_fields=["counts"])


@transaction.atomic
def pause(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Nothing more leaves until it is resumed; what a server has already taken is gone. Raises Changed.

    What waits in the queue goes back among the readers, who are asked once more after the pause.
    """
    mailing.move(Phase.PAUSED, after=(Phase.SENDING,), by=by, at=at)
    keys = mail.take_back(mailing.topic, at=at)
    contacts = [int(key.split(":")[1]) for key in keys]
    mailing.recipients.filter(contact__in=contacts).update(queued_at=None)


@transaction.atomic
def resume(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Raises Changed."""
    mailing.move(Phase.SENDING, after=(Phase.PAUSED,), by=by, at=at)


@transaction.atomic
def stop(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Drop whatever has not left; what nobody got is on no page either. Raises Changed when it is over."""
    counted = progress(mailing)
    mailing.move(Phase.STOPPED, after=UNDER_WAY, by=by, at=at)
    mail.take_back(mailing.topic, at=at)
    mailing.recipients.waiting().update(dropped_at=at)
    _keep_counts(mailing, replace(counted, waiting=0, stopped=counted.waiting))
    if not counted.sent:
        mailing.take_down(by=by, at=at)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many readers there were; to how many a server took the mail; who still waits; who is no reader any more
    since the approval; whose server refused the mail; who never got it because it was stopped.
    """

    readers: int
    sent: int
    waiting: int
    dropped: int
    failed: int
    stopped: int = 0

    @property
    def done(self) -> int:
        return self.readers - self.waiting

    def as_counts(self) -> dict[str, int]:
        names = ("readers", "sent", "dropped", "failed", "stopped")
        return {name: getattr(self, name) for name in names}


def progress(mailing: Mailing) -> Progress:
    """Count a mailing under way; what is over has its numbers kept."""
    if not mailing.is_under_way():
        kept = {"sent": 0, "dropped": 0, "failed": 0, "stopped": 0} | mailing.counts
        return Progress(waiting=0, **kept)
    rows = mailing.recipients.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(queued_at=None, dropped_at=None)),
        dropped=Count("pk", filter=Q(dropped_at__isnull=False)),
    )
    # Called back while a server was taking it, it left all the same.
    lost = Q(gave_up_at__isnull=False, sent_at=None)
    mails = Message.objects.filter(topic=mailing.topic).aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=lost & ~Q(last_problem="")),
        called_back=Count("pk", filter=lost & Q(last_problem="")),
        waiting=Count("pk", filter=Q(sent_at=None, gave_up_at=None)),
    )
    return Progress(
        readers=rows["all"],
        sent=mails["sent"],
        waiting=rows["waiting"] + mails["waiting"],
        dropped=rows["dropped"] + mails["called_back"],
        failed=mails["failed"],
    )
