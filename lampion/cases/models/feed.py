"""What others publish about human rights in a country: addresses that the section names, read now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section

KEPT = timedelta(days=90)
AGAIN_AFTER = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)


class Trouble(models.TextChoices):
    """Why a feed could not be read, in words for the secretariat."""

    NOT_AN_ADDRESS = (
        "address",
        _("This is no address of a page: it must begin with https:// or http://."),
    )
    UNKNOWN_NAME = "name", _("There is no such server.")
    PRIVATE = "private", _("This server is not on the public internet: we do not read from it.")
    NO_CONNECTION = "connection", _("The server does not answer.")
    NO_TRUST = "trust", _("The server cannot prove who it is (its certificate is wrong).")
    TOO_SLOW = "slow", _("The server took too long.")
    TOO_LARGE = "large", _("The file is larger than 2 MB.")
    TOO_MANY_STEPS = "steps", _("The address leads on to another more than three times.")
    REFUSED = "refused", _("The server did not give the file.")
    NOT_A_FEED = "feed", _("This is not a list of news (RSS or Atom).")


class FeedQuerySet(models.QuerySet["Feed"]):
    def followed(self) -> FeedQuerySet:
        return self.filter(removed_at=None)

    def due(self, at: datetime) -> FeedQuerySet:
        due = self.followed().filter(paused_at=None, next_try_at__lte=at)
        return due.order_by("next_try_at", "pk")


class Feed(models.Model):
    """An address with news about a country (ISO 3166-1, small letters). etag, modified: what its server said last.

    status: the number with which the server answered what was no file, else 0.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    country = models.CharField(_("country"), max_length=2)
    title = models.CharField(_("who publishes it"), max_length=120)
    url = models.CharField(_("address of the feed"), max_length=500)
    language = models.CharField(_("language"), max_length=5, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=100, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ("country", "title", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "country", "url"],
                condition=Q(removed_at=None),
                name="one_feed_per_address",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def follow(
        cls, section: Section, country: str, url: str, *, title: str, language: str = "",
        by: Person | None, at: datetime,
    ) -> Feed:  # fmt: skip
        """Read it from now on; an address that is followed already stays once."""
        values = {"title": title, "language": language, "by": by, "at": at, "next_try_at": at}
        made, fresh = cls.objects.get_or_create(
            section=section, country=country, url=url, removed_at=None, defaults=values
        )
        if fresh:
            journal.write("followed feed", made, by=by, at=at, details={"country": country})
        return made

    @transaction.atomic
    def pause(self, *, by: Person, at: datetime) -> None:
        if Feed.objects.followed().filter(pk=self.pk, paused_at=None).update(paused_at=at):
            journal.write("paused feed", self, by=by, at=at)

    @transaction.atomic
    def resume(self, *, by: Person, at: datetime) -> None:
        paused = Feed.objects.followed().filter(pk=self.pk, paused_at__isnull=False)
        if paused.update(paused_at=None, next_try_at=at, failures=0):
            journal.write("resumed feed", self, by=by, at=at)

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """It is read no more, and what came from it leaves the page of the country."""
        if Feed.objects.followed().filter(pk=self.pk).update(removed_at=at):
            self.entries.all().delete()
            journal.write("removed feed", self, by=by, at=at)
            self.section.touch()

    def note_try(self, *, at: datetime) -> None:
        """It counts as failed until something else is noted."""
        failures, wait = self._next_wait()
        Feed.objects.filter(pk=self.pk).update(failures=failures, next_try_at=at + wait)

    def note_read(self, *, etag: str, modified: str, at: datetime) -> None:
        self._note(
            trouble="",
            failures=0,
            wait=AGAIN_AFTER,
            at=at,
            read_at=at,
            etag=etag,
            modified=modified,
        )

    def note_trouble(self, trouble: Trouble, *, status: int = 0, at: datetime) -> None:
        """Each failure doubles the time until it is tried again, up to a day."""
        failures, wait = self._next_wait()
        self._note(trouble=trouble, failures=failures, wait=wait, at=at, status=status)

    def _next_wait(self) -> tuple[int, timedelta]:
        failures = min(self.failures + 1, 30)
        return failures, min(AGAIN_AFTER * 2 ** min(failures - 1, 5), LONGEST_WAIT)

    def _note(
        self, *, trouble: str, failures: int, wait: timedelta, at: datetime, status: int = 0,
        **more: object,
    ) -> None:  # fmt: skip
        Feed.objects.filter(pk=self.pk).update(
            trouble=trouble,
            failures=failures,
            next_try_at=at + wait,
            tried_at=at,
            status=status,
            **more,
        )


class FeedEntry(models.Model):
    """A piece of news of somebody else, as text: title, first words, and the address of the whole.

    mark: SHA-256, in hexadecimal, of what the feed calls it.
    """

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="entries")
    mark = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    link = models.CharField(max_length=500)
    summary = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["feed", "mark"], name="one_entry_per_mark")]
        indexes = [models.Index(fields=["published_at"], name="entries_by_age")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def sweep(cls, at: datetime) -> int:
        """Remove what is older than ninety days; returns how many."""
        return cls.objects.filter(published_at__lt=at - KEPT).delete()[0]
