from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from lampion.mail.letter import in_html
from lampion.mail.outage import Outage as Outage

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
)
PATIENCE = timedelta(days=3)
# No mail waits longer, whatever it waits for: the privacy page says so.
LONGEST = timedelta(days=14)
SEND = gettext_noop("send the mail that waits")
NO_SERVER, KEPT_BACK = "no server", "kept back"


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> MessageQuerySet:
        return self.filter(sent_at=None, gave_up_at=None)

    def with_key(self, beginning: str) -> MessageQuerySet:
        """Mails whose key begins so. SQLite finds them by an index between bounds, PostgreSQL by one for beginnings."""
        if connection.vendor == "sqlite":
            # "\U0010ffff" comes after every character of a key.
            return self.filter(key__gte=beginning, key__lt=beginning + "\U0010ffff")
        return self.filter(key__startswith=beginning)

    def free(self, at: datetime) -> MessageQuerySet:
        """Mails that no worker holds."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at))

    def due(self, at: datetime) -> MessageQuerySet:
        due = self.waiting().free(at).filter(held_at=None, next_try_at__lte=at)
        # Whoever has waited longest: a mail that fails again and again goes behind the others.
        return due.order_by("next_try_at", "pk")

    def spare(self, keys: Iterable[int], *, at: datetime) -> int:
        """Take the last try back: it failed for a reason that is not theirs. Returns how many."""
        tried = self.waiting().filter(pk__in=keys, attempts__gt=0)
        return tried.update(attempts=F("attempts") - 1, next_try_at=at)

    def give_up_old(self, at: datetime) -> int:
        """Give up and empty what no server took in the whole of PATIENCE; returns how many."""
        old = self.waiting().free(at).filter(held_at=None, created_at__lte=at - PATIENCE)
        return old.update(gave_up_at=at, last_problem=NO_SERVER, **EMPTY)

    def give_up_overdue(self, at: datetime) -> int:
        """Give up and empty all that has waited for LONGEST, also what somebody keeps back; returns how many."""
        overdue = self.waiting().free(at).filter(created_at__lte=at - LONGEST)
        kept_back = overdue.exclude(held_at=None)
        count = kept_back.update(gave_up_at=at, last_problem=KEPT_BACK, **EMPTY)
        return count + overdue.update(gave_up_at=at, last_problem=NO_SERVER, **EMPTY)

    def hold(self, topic: str, *, at: datetime) -> int:
        """Keep back what waits on a topic; returns how many."""
        return self.waiting().filter(topic=topic, held_at=None).update(held_at=at)

    def release(self, topic: str) -> int:
        return self.waiting().filter(topic=topic).update(held_at=None)

    def drop(self, topic: str, *, at: datetime) -> int:
        """Give up what waits on a topic, and empty it; returns how many."""
        return self.waiting().filter(topic=topic).update(gave_up_at=at, **TAKEN_BACK)


EMPTY = {
    "to_address": "", "subject": "", "text": "", "html": "", "way_out": "", "calendar": "",
    "writer": "", "about": None,
}  # fmt: skip
# What went wrong before counts no longer: it is not lost by a server.
TAKEN_BACK = {**EMPTY, "last_problem": ""}
# Stands in the words of a batch for the address by which each reader stops such letters.
WAY_OUT = "https://way-out.invalid/"


class Batch(models.Model):
    """A letter that many get: its words are kept once, however many they are. sender: the name it comes from."""

    topic = models.CharField(max_length=40, unique=True)
    sender = models.CharField(max_length=250)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()

    def __str__(self) -> str:
        return self.topic


class Message(models.Model):
    """A mail that waits in the database until a server has taken it; then address and words are emptied."""

    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 several without a key
    topic = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    to_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    # The reader's own address for stopping such letters by one click (RFC 8058).
    way_out = models.CharField(max_length=200, blank=True)
    # A date to put into one's own calendar (RFC 5545), which comes with the mail.
    calendar = models.TextField(blank=True)
    # Who writes it when it leaves, and about which row: see late.py. Until then it has neither address nor words.
    writer = models.CharField(max_length=40, blank=True)
    about = models.BigIntegerField(null=True)
    # Stable over all tries: a server that took the mail twice shows it once.
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_problem = models.CharField(max_length=80, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, gave_up_at=None) | Q(**EMPTY), name="done_mail_is_empty"
            )
        ]
        indexes = [
            models.Index(
                fields=["topic", "next_try_at", "id"],
                condition=Q(sent_at=None, gave_up_at=None, held_at=None, batch=None),
                name="single_mail_that_waits",
            ),
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(sent_at=None, gave_up_at=None, held_at=None, batch__isnull=False),
                name="batched_mail_that_waits",
            ),
            models.Index(
                fields=["to_address"],
                condition=Q(sent_at=None, gave_up_at=None),
                name="waiting_mail_by_address",
            ),
            models.Index(fields=["topic", "sent_at", "gave_up_at"], name="mail_by_topic"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @classmethod
    def to_write(cls, *, key: str | None, topic: str, language: str, at: datetime) -> Message:
        """Return a mail that nobody has written yet, with its own Message-ID."""
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        said = f"<{secrets.token_hex(16)}@{host}>"
        return cls(
            key=key, topic=topic, language=language, message_id=said, next_try_at=at, created_at=at
        )

    def words(self) -> tuple[str, str, str]:
        """Return subject, text and HTML, with the reader's own way out."""
        if self.batch is None:
            html = self.html or in_html(self.subject, self.text, self.language)
            return self.subject, self.text, html
        own = self.way_out or WAY_OUT
        text, html = (said.replace(WAY_OUT, own) for said in (self.batch.text, self.batch.html))
        return self.batch.subject, text, html

    def sender(self) -> str:
        """Return name and address it comes from: always our address, a batch under its own name."""
        if self.batch is None:
            return settings.DEFAULT_FROM_EMAIL
        return formataddr((self.batch.sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))

    def headers(self) -> dict[str, str]:
        said = {
            "Message-ID": self.message_id,
            "Date": format_datetime(timezone.localtime(self.created_at)),
            "Auto-Submitted": "auto-generated",
            "Content-Language": self.language,
        }
        if self.way_out:
            said["List-Unsubscribe"] = f"<{self.way_out}>"
            said["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return said

    def sent(self, at: datetime) -> None:
        Message.objects.filter(pk=self.pk).update(sent_at=at, claimed_until=None, **EMPTY)

    def put_back(self, at: datetime) -> None:
        """Nothing was tried with this mail: it waits on, behind the others."""
        mine = Message.objects.waiting().filter(pk=self.pk)
        mine.update(claimed_until=None, next_try_at=at)

    def failed(self, at: datetime, problem: str, *, for_good: bool) -> None:
        """Note the kind of problem (no text of the server: it may name the address) and when to try again."""
        values = {"attempts": self.attempts + 1, "last_problem": problem, "claimed_until": None}
        tried_enough = self.attempts + 1 >= len(BACK_OFF)
        if for_good or (tried_enough and at - self.created_at > PATIENCE):
            values |= {"gave_up_at": at, **EMPTY}
        else:
            step = BACK_OFF[min(self.attempts, len(BACK_OFF) - 1)]
            values |= {"next_try_at": at + step}
        Message.objects.waiting().filter(pk=self.pk).update(**values)
