"""Somebody at risk whom groups stand by. What is shown of a case, and to whom, may decide over a life."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from lampion.cases.models.edition import Edition, SamePerson, Stale, Tier
from lampion.contacts.models import Theme
from lampion.journal import models as journal
from lampion.mail.models import TAKEN_BACK, Message
from lampion.people.models import Person
from lampion.sections.models import Section


class CaseQuerySet(models.QuerySet["Case"]):
    def with_edition(self) -> CaseQuerySet:
        return self.select_related("edition", "section")

    def shown(self, at: datetime) -> CaseQuerySet:
        """Published by two, its hour has come, and nothing hides it: whatever its tier."""
        hidden = Suspension.objects.filter(case=OuterRef("pk"), ended_at=None)
        opened = Q(edition__embargo_until=None) | Q(edition__embargo_until__lte=at)
        return self.filter(opened, ~Exists(hidden), edition__isnull=False)

    def public(self, at: datetime) -> CaseQuerySet:
        """What everybody may read: pages, feeds, API, search and sitemap ask this and nothing else."""
        return self.shown(at).filter(edition__tier=Tier.PUBLIC)

    def active(self, at: datetime) -> CaseQuerySet:
        """Cases for which something can still be done: not closed, not past their last day."""
        today = timezone.localdate(at)
        last = Q(edition__expires_on=None) | Q(edition__expires_on__gte=today)
        return self.filter(last, ~Exists(Closing.objects.standing().filter(case=OuterRef("pk"))))


class Case(models.Model):
    """A person or a group of people at risk. Its words, tier and dates are those of the edition that is shown.

    key: in its address; nobody guesses it, and a number would say how many there are.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    key = models.CharField(max_length=22, unique=True)
    themes = models.ManyToManyField(Theme, related_name="+", blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    # How many groups share it at most, where the section says so for this one.
    most_groups = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"case {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.key])

    @property
    def topic(self) -> str:
        """The topic of every mail about it, by which they are held while it is suspended."""
        return f"case-{self.pk}"

    @property
    def shown_edition(self) -> Edition:
        """The edition that readers see; only for cases that a query says are shown."""
        assert self.edition is not None
        return self.edition

    @classmethod
    @transaction.atomic
    def begin(cls, section: Section, words: Mapping[str, Any], *, by: Person, at: datetime) -> Case:
        """Make a case with a draft of `words` (field of Edition.WRITTEN -> value)."""
        made = cls.objects.create(section=section, key=secrets.token_urlsafe(16), by=by, made_at=at)
        journal.write("began case", made, by=by, at=at)
        made.write(words, by=by, at=at)
        return made

    def locked(self) -> Case:
        """Read it anew and hold it: what two do at once, one does after the other."""
        return (
            Case.objects.select_for_update(of=("self",)).select_related("edition").get(pk=self.pk)
        )

    @transaction.atomic
    def write(
        self, words: Mapping[str, Any], *, seen: datetime | None = None, by: Person, at: datetime
    ) -> Edition:
        """Keep `words` (field of Edition.WRITTEN -> value) as its draft; whoever changes it is its author.

        A draft that waited for the second person waits no more: what they read is no longer what it says.
        seen: when the edition was last changed from which it was typed. Raises Stale if another one is newer.
        """
        held = self.locked()
        newest = held.newest()
        if seen and newest and newest.changed_at != seen:
            if newest.by_id == by.pk and newest.says(words):
                return newest  # twice is once
            raise Stale
        found = Edition.draft_after(newest, at=at)
        for name, value in words.items():
            setattr(found, name, value)
        found.case, found.by, found.changed_at, found.proposed_at = held, by, at, None
        found.save()
        journal.write("wrote case", held, by=by, at=at, details={"edition": found.number})
        return found

    def newest(self) -> Edition | None:
        """Its draft; where there is none, what is shown."""
        return self.editions.select_related("by").order_by("-number").first()

    @transaction.atomic
    def propose(self, edition: Edition, *, by: Person, at: datetime) -> None:
        """Ask a second person to publish the draft as it was read. Raises Stale."""
        waiting = Edition.objects.filter(pk=edition.pk, case=self, published_at=None)
        if not waiting.filter(changed_at=edition.changed_at).update(proposed_at=at):
            raise Stale
        journal.write("proposed case", self, by=by, at=at, details={"edition": edition.number})

    @transaction.atomic
    def publish(self, edition: Edition, *, by: Person, at: datetime) -> None:
        """Show this edition, exactly as it was read, instead of the former one. Raises SamePerson, Stale."""
        held = self.locked()
        fresh = Edition.objects.get(pk=edition.pk, case=held)
        if fresh.published_at or not fresh.proposed_at or fresh.changed_at != edition.changed_at:
            raise Stale
        if by.pk == fresh.by_id:
            raise SamePerson
        if held.edition and fresh.is_narrower_than(held.edition, at):
            _call_back_news(held, at)
        fresh.published_by, fresh.published_at = by, at
        fresh.save(update_fields=["published_by", "published_at"])
        held.edition = fresh
        held.save(update_fields=["edition"])
        journal.write("published case", held, by=by, at=at, details={"edition": fresh.number})
        held.section.touch()

    def suspension(self) -> Suspension | None:
        return self.suspensions.filter(ended_at=None).select_related("by").first()

    def closing(self) -> Closing | None:
        return Closing.objects.standing().filter(case=self).first()

    def may_be_acted_on(self, at: datetime) -> bool:
        """Whether anything may still be sent or signed for it: asked again at each sending."""
        return Case.objects.filter(pk=self.pk).shown(at).active(at).exists()

    @transaction.atomic
    def suspend(self, *, reason: str, by: Person, at: datetime) -> None:
        """Hide it everywhere from this moment; mails about it that wait are held. Twice is once."""
        self.locked()
        if self.suspensions.filter(ended_at=None).exists():
            return
        self.suspensions.create(reason=reason, by=by, at=at)
        Message.objects.hold(self.topic, at=at)
        journal.write("suspended case", self, by=by, at=at)
        self.section.touch()

    @transaction.atomic
    def set_up(
        self, themes: Iterable[Theme], most_groups: int | None, *, by: Person, at: datetime
    ) -> None:
        """What it is about, and how many groups share it; None: as many as the section says."""
        self.themes.set(themes)
        self.most_groups = most_groups
        self.save(update_fields=["most_groups"])
        journal.write("set up case", self, by=by, at=at)
        self.section.touch()

    @transaction.atomic
    def close(self, *, good: bool, words: str, by: Person | None, at: datetime) -> Closing:
        """End the work on it, with good news or without; twice is once."""
        self.locked()
        values = {"good": good, "words": words, "by": by, "at": at}
        closing, fresh = Closing.objects.get_or_create(case=self, ended_at=None, defaults=values)
        if fresh:
            journal.write("closed case", self, by=by, at=at, details={"good": good})
            self.section.touch()
        return closing


def _call_back_news(case: Case, at: datetime) -> None:
    """Drop the news that wait to leave: whoever may still read the case finds them on its page."""
    news = Message.objects.waiting().filter(topic=case.topic).exclude(batch=None)
    news.update(gave_up_at=at, **TAKEN_BACK)


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> ClosingQuerySet:
        return self.filter(ended_at=None)


class CaseReader(models.Model):
    """That a person was named to read a case of the third tier, between two moments."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="readers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(ended_at=None), name="named_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.person}"

    @classmethod
    @transaction.atomic
    def name(cls, case: Case, person: Person, *, by: Person, at: datetime) -> None:
        """Let somebody read a case of the third tier; twice is once."""
        held = case.locked()
        if held.readers.filter(person=person, ended_at=None).exists():
            return
        cls.objects.create(case=held, person=person, by=by, at=at)
        details = {"person": person.pk}
        journal.write("named reader of case", held, by=by, at=at, details=details)

    @transaction.atomic
    def end(self, *, by: Person, at: datetime) -> None:
        """From the next click on they no longer find it; twice is once."""
        if CaseReader.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            details = {"person": self.person_id}
            journal.write("unnamed reader of case", self.case, by=by, at=at, details=details)


class Suspension(models.Model):
    """That a case is hidden from everybody but the secretariat, and why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_suspension_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} suspended"

    @transaction.atomic
    def end(self, *, by: Person, at: datetime) -> None:
        """Show the case again; the mails held leave if they are still true when their turn comes. Twice is once.

        Raises Stale if it is another suspension that hides it: nobody read why.
        """
        held = self.case.locked()
        standing = Suspension.objects.filter(case=held, ended_at=None)
        if standing.exclude(pk=self.pk).exists():
            raise Stale
        if not standing.update(ended_at=at, ended_by=by):
            return
        Message.objects.release(held.topic)
        journal.write("resumed case", held, by=by, at=at)
        held.section.touch()


class Closing(models.Model):
    """That the work on a case ended, with good news or without; ended_at: since when it goes on again."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    good = models.BooleanField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} closed"

    @transaction.atomic
    def undo(self, *, by: Person, at: datetime) -> None:
        """The work goes on; twice is once."""
        if Closing.objects.standing().filter(pk=self.pk).update(ended_at=at):
            journal.write("reopened case", self.case, by=by, at=at)
            self.case.section.touch()


class Opening(models.Model):
    """That the hour of an edition came and its readers were let in: pages kept in memory were drawn anew."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition} opened"

    @classmethod
    @transaction.atomic
    def open_due(cls, at: datetime) -> int:
        """Open the editions whose embargo is over; returns how many. Twice is once."""
        due = Case.objects.filter(edition__embargo_until__lte=at).exclude(
            edition__in=cls.objects.values("edition")
        )
        found = list(due.with_edition())
        rows = [Opening(edition=case.shown_edition, at=at) for case in found]
        Opening.objects.bulk_create(rows, ignore_conflicts=True)
        for section in {case.section for case in found}:
            section.touch()
        return len(found)
