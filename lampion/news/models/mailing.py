from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import Theme
from lampion.files.actions import discard as discard_file
from lampion.files.models import StoredFile
from lampion.groups.models import Group, Power
from lampion.journal import models as journal
from lampion.news.models.phase import BEFORE, UNDER_WAY, Phase, Step
from lampion.people.models import Person
from lampion.sections.models import Scope, Section, StaffAccess


class Frozen(Exception):
    """The mailing is no longer a draft: its words are those that were approved."""


class Changed(Exception):
    """The mailing is no longer in the phase in which this can be done: somebody was quicker."""


class MailingQuerySet(models.QuerySet["Mailing"]):
    def in_phase(self, *phases: str) -> MailingQuerySet:
        now = Step.objects.filter(mailing=OuterRef("pk"), until=None, phase__in=phases)
        return self.filter(Exists(now))

    def archived(self) -> MailingQuerySet:
        """Mailings of which a mail left, newest first: everybody who has their address may read them."""
        shown = self.filter(published_at__isnull=False, taken_down_at=None)
        return shown.order_by("-published_at", "-pk")

    def with_phase(self) -> MailingQuerySet:
        """Each with the phase in which it is as `now`."""
        now = Step.objects.filter(mailing=OuterRef("pk"), until=None)
        return self.annotate(now=Subquery(now.values("phase")[:1]))

    def of_office(self, person: Person, on: date) -> MailingQuerySet:
        """Mailings of the sections for which `person` writes, also those of its groups."""
        held = StaffAccess.objects.open(on).filter(person=person, scope=Scope.NEWS)
        return self.filter(section__in=held.values("section"))

    def of_groups(self, person: Person) -> MailingQuerySet:
        """Mailings of the groups for which `person` writes."""
        return self.filter(group__in=Group.objects.where_opens(person, Power.NEWS).values("pk"))


class Mailing(models.Model):
    """News or an invitation that many get: written in Markdown, approved, then sent as a batch.

    group: whose own network it goes to, or None for the secretariat's.
    region: slug of a region of the section, or nothing; theme: what it is about, or None for everybody who agrees.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    region = models.SlugField(_("region"), max_length=40, blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, related_name="+", verbose_name=_("theme")
    )
    language = models.CharField(_("language"), max_length=5, default="fr")
    only_language = models.BooleanField(_("only to those who read this language"), default=False)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"))
    listed = models.BooleanField(_("show it on the page of news"), default=True)
    # In the address of its page: who does not have it finds only what is listed.
    key = models.CharField(max_length=22, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    # Since when its page can be read, and since when no longer.
    published_at = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    last_picture = models.PositiveSmallIntegerField(default=0)

    objects = MailingQuerySet.as_manager()

    WRITTEN = (
        "region", "theme", "language", "only_language", "subject", "body", "listed",
    )  # fmt: skip

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None) | Q(region="", theme=None),
                name="a_group_writes_to_its_own_network",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("news:mailing", args=[self.key])

    @property
    def topic(self) -> str:
        """The topic of its mails, by which they are held and dropped."""
        return f"mailing-{self.pk}"

    @property
    def sender(self) -> str:
        return f"{self.section.name}, {self.group.name}" if self.group else self.section.name

    @property
    def is_shown(self) -> bool:
        return self.published_at is not None and self.taken_down_at is None

    def phase(self) -> Step:
        return self.steps.select_related("by").get(until=None)

    @classmethod
    @transaction.atomic
    def begin(
        cls, section: Section, group: Group | None, words: Mapping[str, Any], *, by: Person,
        at: datetime,
    ) -> Mailing:  # fmt: skip
        """Make a draft of `words` (field of WRITTEN -> value)."""
        made = cls.objects.create(
            section=section, group=group, by=by, made_at=at, key=secrets.token_urlsafe(16), **words
        )
        made.steps.create(phase=Phase.DRAFT, at=at, by=by)
        journal.write("drafted", made, by=by, at=at)
        return made

    @transaction.atomic
    def revise(self, words: Mapping[str, Any], *, by: Person, at: datetime) -> None:
        """Set `words`; what waited for a second person is a draft again. Raises Frozen."""
        step = self._locked()
        if step.phase not in BEFORE:
            raise Frozen
        if step.phase == Phase.PROPOSED:
            self._move(step, Phase.DRAFT, by=by, at=at)
        for name, value in words.items():
            setattr(self, name, value)
        self.save(update_fields=list(words))
        journal.write("revised", self, by=by, at=at)

    @transaction.atomic
    def propose(self, *, by: Person, at: datetime) -> None:
        """Ask a second person to approve. Raises Changed if it is no draft."""
        self.move(Phase.PROPOSED, after=(Phase.DRAFT,), by=by, at=at)

    @transaction.atomic
    def move(
        self, phase: Phase, *, after: tuple[str, ...], by: Person | None, at: datetime
    ) -> Step:
        """Bring the mailing from one of the phases `after` to `phase`. Raises Changed."""
        step = self._locked()
        if step.phase not in after:
            raise Changed
        return self._move(step, phase, by=by, at=at)

    @transaction.atomic
    def discard(self, *, by: Person) -> None:
        """Throw a draft away. Raises Frozen for anything that was approved."""
        if self._locked().phase not in BEFORE:
            raise Frozen
        journal.write("discarded", self, by=by)
        files = [picture.file for picture in self.pictures.select_related("file")]
        self.delete()
        for file in files:
            discard_file(file)

    @transaction.atomic
    def publish(self, *, at: datetime) -> None:
        """Show its page from now on; twice is once."""
        if Mailing.objects.filter(pk=self.pk, published_at=None).update(published_at=at):
            self.section.touch()

    @transaction.atomic
    def take_down(self, *, by: Person, at: datetime) -> None:
        """Its page is gone for good, also for who has its address; twice is once."""
        if Mailing.objects.filter(pk=self.pk, taken_down_at=None).update(taken_down_at=at):
            journal.write("taken down", self, by=by, at=at)
            self.section.touch()

    def _locked(self) -> Step:
        Mailing.objects.select_for_update(of=("self",)).get(pk=self.pk)
        return self.steps.get(until=None)

    def _move(self, step: Step, phase: Phase, *, by: Person | None, at: datetime) -> Step:
        step.until = at
        step.save(update_fields=["until"])
        journal.write(f"mailing {phase}", self, by=by, at=at)
        return self.steps.create(phase=phase, at=at, by=by)

    def is_under_way(self) -> bool:
        return self.phase().phase in UNDER_WAY


class MailingPicture(models.Model):
    """A picture of a mailing; its text names it by its number, with words for those who do not see it."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["mailing", "number"], name="one_picture_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.mailing} {self.number}"

    @classmethod
    @transaction.atomic
    def add(cls, mailing: Mailing, file: StoredFile, *, by: Person, at: datetime) -> MailingPicture:
        """Give the picture the next number; none is given twice. Raises Frozen, takes a proposal back as revise does."""
        mailing.revise({}, by=by, at=at)
        mailing.last_picture += 1
        mailing.save(update_fields=["last_picture"])
        return cls.objects.create(mailing=mailing, number=mailing.last_picture, file=file)

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """The picture and its bytes go. Raises Frozen, takes a proposal back as revise does."""
        self.mailing.revise({}, by=by, at=at)
        self.delete()
        discard_file(self.file)
