"""What became of a case: written by one, let out by another, told to those who asked to hear it and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lampion.cases.models.case import Case, Suspension
from lampion.cases.models.edition import SamePerson, Stale
from lampion.journal import models as journal
from lampion.people import keyring
from lampion.people.models import Person


class NewsKind(models.TextChoices):
    UPDATE = "update", _("what is new")
    GOOD = "good", _("good news: the work is done, and the case is closed")


class CaseNewsQuerySet(models.QuerySet["CaseNews"]):
    def told(self) -> CaseNewsQuerySet:
        """Let out, and not taken back: what stands on pages, newest first."""
        return self.filter(released_at__isnull=False, withdrawn_at=None).order_by("-released_at")

    def remembered(self) -> CaseNewsQuerySet:
        """Told, and whom they were told to is still known by marks."""
        return self.told().filter(reach={}, secret__isnull=False)

    def public(self, at: datetime) -> CaseNewsQuerySet:
        """News of cases that everybody may read at this moment."""
        return self.told().filter(case__in=Case.objects.public(at).values("pk"))

    def leaving(self, at: datetime) -> CaseNewsQuerySet:
        """Let out at `at` or before, whose readers were not all looked at; not of what nobody may read now."""
        hidden = Suspension.objects.filter(case=OuterRef("case"), ended_at=None)
        return self.told().filter(~Exists(hidden), finished_at=None, released_at__lte=at)


class CaseNews(models.Model):
    """A piece of news. Its words never change once it is let out; taken back, it is on no page any more.

    counts: what was done for the case until then (kind of figure -> number), kept with good news.
    reach: how many got a mail about it, once nobody knows any more who they were (following.Progress).
    secret: name of what its marks are made with, in the keyring; it ends with them, and no copy of the database tells
    whether an address got the mail.
    reached: the reader who was looked at last (following.Reached), None before the first.
    finished_at: when the last of its readers was looked at.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="news")
    kind = models.CharField(
        _("what it is"), max_length=8, choices=NewsKind, default=NewsKind.UPDATE
    )
    language = models.CharField(_("language of this text"), max_length=5, default="fr")
    title = models.CharField(_("title"), max_length=150)
    words = models.TextField(_("words"))
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    secret = models.UUIDField(null=True)
    reached = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)
    reach = models.JSONField(default=dict)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = CaseNewsQuerySet.as_manager()

    WRITTEN = ("kind", "language", "title", "words")

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | Q(by=None) | ~Q(released_by=F("by")),
                name="two_people_tell_news_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, withdrawn_at=None) | Q(released_at__isnull=False),
                name="news_are_let_out_first",
            ),
        ]

    def __str__(self) -> str:
        return f"news {self.pk} of {self.case}"

    @property
    def mark(self) -> str:
        """How the keys of its mails begin."""
        return f"case-news-{self.pk}:"

    @cached_property
    def marking_key(self) -> bytes:
        """Raises keyring.Absent."""
        assert self.secret, "only of news that were told, until their readers are forgotten"
        return keyring.secret(self.secret.hex)

    @classmethod
    def sweep_secrets(cls) -> int:
        """Remove the secrets of news whose readers are forgotten; returns how many."""
        left = list(cls.objects.exclude(reach={}).exclude(secret=None))
        for news in left:
            if news.secret:
                keyring.remove(news.secret.hex)
            cls.objects.filter(pk=news.pk).update(secret=None)
        return len(left)

    @property
    def is_told(self) -> bool:
        return self.released_at is not None and self.withdrawn_at is None

    def says(self, words: Mapping[str, Any]) -> bool:
        """Whether it is word for word this (field of WRITTEN -> value)."""
        return all(getattr(self, name) == value for name, value in words.items())

    @property
    def is_good(self) -> bool:
        return self.kind == NewsKind.GOOD

    def locked(self) -> CaseNews:
        return CaseNews.objects.select_for_update(of=("self",)).get(pk=self.pk)

    @classmethod
    @transaction.atomic
    def begin(
        cls, case: Case, words: Mapping[str, Any], *, by: Person | None, at: datetime
    ) -> CaseNews:
        """Make a draft of `words` (field of WRITTEN -> value)."""
        made = cls.objects.create(case=case, by=by, made_at=at, changed_at=at, **words)
        journal.write("drafted news of case", made, by=by, at=at)
        return made

    @transaction.atomic
    def revise(self, words: Mapping[str, Any], *, seen: datetime, by: Person, at: datetime) -> None:
        """Whoever changes the words is their author. seen: when those were last changed that were read.

        Raises Stale once they are let out, or if somebody else changed them since.
        """
        held = self.locked()
        if not held.released_at and held.by_id == by.pk and held.says(words):
            return  # twice is once
        if held.released_at or held.changed_at != seen:
            raise Stale
        for name, value in words.items():
            setattr(self, name, value)
        self.by, self.changed_at = by, at
        self.save(update_fields=[*words, "by", "changed_at"])
        journal.write("revised news of case", self, by=by, at=at)

    @transaction.atomic
    def release(self, seen: datetime, *, by: Person | None, at: datetime) -> None:
        """Tell it, exactly as it was read: `seen` is the moment of its last change. Raises SamePerson, Stale."""
        self.case.locked()
        fresh = self.locked()
        if fresh.released_at or fresh.changed_at != seen:
            raise Stale
        if by and by.pk == fresh.by_id:
            raise SamePerson
        self.released_by, self.released_at, self.secret = by, at, UUID(keyring.new_secret())
        self.save(update_fields=["released_by", "released_at", "secret"])
        journal.write("told news of case", self, by=by, at=at)
        self.case.section.touch()

    @transaction.atomic
    def withdraw(self, *, by: Person, at: datetime) -> bool:
        """Take it off every page; returns False if it was not told, or is taken back already."""
        told = CaseNews.objects.told().filter(pk=self.pk)
        if not told.update(withdrawn_by=by, withdrawn_at=at):
            return False
        journal.write("took news of case back", self, by=by, at=at)
        self.case.section.touch()
        return True

    @transaction.atomic
    def discard(self, *, by: Person, at: datetime) -> None:
        """Throw a draft away. Raises Stale once it was let out."""
        if self.locked().released_at:
            raise Stale
        journal.write("discarded news of case", self, by=by, at=at)
        self.delete()


class NewsMark(models.Model):
    """That a piece of news was written to a reader and to an address, as marks from which nobody reads either."""

    news = models.ForeignKey(CaseNews, models.CASCADE, related_name="marks")
    reader = models.CharField(max_length=64)
    address_mark = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["news", "reader"], name="one_mail_a_reader"),
            models.UniqueConstraint(fields=["news", "address_mark"], name="one_mail_an_address"),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Quiet(models.Model):
    """That somebody of a group wants no mail about a case; they read its news on its page."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="quiet_once")]

    def __str__(self) -> str:
        return f"quiet {self.pk}"

    @classmethod
    def choose(cls, case: Case, person: Person, *, mails: bool, at: datetime) -> None:
        """mails: whether they want them from now on. Twice is once."""
        if mails:
            cls.objects.filter(case=case, person=person).delete()
        else:
            cls.objects.get_or_create(case=case, person=person, defaults={"at": at})
