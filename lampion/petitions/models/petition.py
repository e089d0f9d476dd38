"""What many ask together for somebody at risk: one writes it, another publishes it, from then on no word changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case, Closing
from lampion.files.models import StoredFile
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section

# Nobody can sign any more once its case is over; so long after that the petition ends too, and its months begin.
CASE_OVER = timedelta(days=30)


class SamePerson(Exception):
    """Whoever wrote a petition does not publish it."""


class Stale(Exception):
    """The petition was published or changed since it was read."""


class LastDayPassed(Exception):
    """Nobody could sign it any more."""


class CaseNotOpen(Exception):
    """Its case is hidden, over or not for everybody when it would be signed: nobody could."""


class NotAgreed(Exception):
    """Nobody said yet that the person or the family agrees."""


class NothingToSay(Exception):
    """It has no words in any language."""


class PetitionQuerySet(models.QuerySet["Petition"]):
    def published(self) -> PetitionQuerySet:
        return self.filter(published_at__isnull=False)

    def public(self, at: datetime) -> PetitionQuerySet:
        """What everybody may see: published by two, begun, and its case is public and not suspended."""
        case = Case.objects.public(at).filter(pk=OuterRef("case"))
        begun = Q(opens_at=None) | Q(opens_at__lte=at)
        return self.published().filter(begun, Exists(case))

    def open(self, at: datetime) -> PetitionQuerySet:
        """Those that may be signed, as far as they themselves can tell: see `signable`."""
        begun = Q(opens_at=None) | Q(opens_at__lte=at)
        return self.published().filter(begun, closed_at=None, closes_at__gt=at)

    def signable(self, at: datetime) -> PetitionQuerySet:
        """Those that may be signed now: asked in the transaction of each signature."""
        case = Case.objects.public(at).active(at).filter(pk=OuterRef("case"))
        return self.open(at).filter(Exists(case))

    def due_to_open(self, at: datetime) -> PetitionQuerySet:
        return self.published().filter(opens_at__lte=at, opened_at=None)

    def due_to_close(self, at: datetime) -> PetitionQuerySet:
        """Past their last moment; or their case has been over for so long that its closing is no slip any more."""
        then = at - CASE_OVER
        standing = Closing.objects.standing().filter(case=OuterRef("case"), at__lte=then)
        over = Q(Exists(standing)) | Q(case__edition__expires_on__lt=timezone.localdate(then))
        return self.published().filter(Q(closes_at__lte=at) | over, closed_at=None)


class Petition(models.Model):
    """number: in its address. goals: steps of the bar, rising. agreed: who said that the person or family agrees.

    addressee: who gets it. closes_at: from this instant on nobody signs; closed_at: when it really ended.
    picture: the one that a second person let out. opened_at: when kept pages were drawn anew because its hour had come.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(unique=True)
    addressee = models.CharField(_("to whom it goes"), max_length=200)
    goals = models.JSONField(_("goals, step by step"), default=list)
    agreed_by = models.CharField(_("who said that they agree"), max_length=200, blank=True)
    agreed_on = models.DateField(_("when they said so"), null=True, blank=True)
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    opens_at = models.DateTimeField(_("not before"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(_("signed until"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    WRITTEN = ("addressee", "goals", "agreed_by", "agreed_on", "opens_at", "closes_at")

    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(by=None) | ~Q(published_by=F("by")),
                name="two_people_publish_a_petition",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | (Q(agreed_on__isnull=False) & ~Q(agreed_by="")),
                name="they_agree_before_a_petition",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(published_at__isnull=False),
                name="what_closes_was_open",
            ),
        ]

    def __str__(self) -> str:
        return f"petition {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:petition", args=[self.number, self.slug])

    @property
    def slug(self) -> str:
        return slugify(self.words().title)[:60] or "petition"

    @property
    def topic(self) -> str:
        """The topic of its mails: that of its case, so that a suspension holds them."""
        return self.case.topic

    def words(self, language: str | None = None) -> PetitionText:
        """Return its words in the language (else that of the page), or in the section's first, or any it has."""
        texts = {text.language: text for text in self.texts.all()}
        wanted = (language or get_language() or settings.LANGUAGE_CODE)[:2]
        for one in (wanted, *self.section.languages, settings.LANGUAGE_CODE, *texts):
            if one in texts:
                return texts[one]
        return PetitionText(petition=self, language=wanted)

    def is_open(self, at: datetime) -> bool:
        begun = self.opens_at is None or self.opens_at <= at
        ended = self.closed_at is not None or self.closes_at <= at
        return self.published_at is not None and begun and not ended

    def locked(self) -> Petition:
        return Petition.objects.select_for_update(of=("self",)).get(pk=self.pk)

    @classmethod
    @transaction.atomic
    def begin(
        cls, case: Case, values: Mapping[str, Any], texts: Sequence[PetitionText], *, by: Person,
        at: datetime,
    ) -> Petition:  # fmt: skip
        # One row that all wait for: numbers are of the whole instance.
        Section.objects.order_by("pk").select_for_update()[:1].get()
        last = cls.objects.aggregate(last=Max("number"))["last"] or 0
        made = cls(case=case, section=case.section, number=last + 1, made_at=at, closes_at=at)
        return made._keep(values, texts, by=by, at=at, verb="began petition")

    @transaction.atomic
    def write(
        self, values: Mapping[str, Any], texts: Sequence[PetitionText], *, by: Person, at: datetime,
        seen: datetime,
    ) -> Petition:  # fmt: skip
        """Keep a draft; whoever changes it is its author. Raises Stale if it was published, or changed since `seen`."""
        held = self.locked()
        if held.published_at or held.changed_at != seen:
            raise Stale
        return held._keep(values, texts, by=by, at=at, verb="wrote petition")

    def _keep(
        self, values: Mapping[str, Any], texts: Sequence[PetitionText], *, by: Person, at: datetime,
        verb: str,
    ) -> Petition:  # fmt: skip
        for name, value in values.items():
            setattr(self, name, value)
        self.by, self.changed_at, self.proposed_at = by, at, None
        self.save()
        self.texts.all().delete()
        for text in texts:
            text.petition, text.pk = self, None
        PetitionText.objects.bulk_create(texts)
        journal.write(verb, self, by=by, at=at)
        return self

    @transaction.atomic
    def propose(self, *, by: Person, at: datetime) -> None:
        """Ask a second person to publish it as it stands. Raises Stale, NotAgreed, NothingToSay."""
        held = self.locked()
        if held.published_at or held.changed_at != self.changed_at:
            raise Stale
        if not held.agreed_by or held.agreed_on is None:
            raise NotAgreed
        if not held.texts.exists():
            raise NothingToSay
        Petition.objects.filter(pk=self.pk).update(proposed_at=at)
        journal.write("proposed petition", self, by=by, at=at)

    @classmethod
    @transaction.atomic
    def open_due(cls, at: datetime) -> int:
        """Have the pages drawn anew of those whose hour came; returns of how many. Twice is once."""
        due = list(cls.objects.due_to_open(at).select_related("section"))
        cls.objects.due_to_open(at).filter(pk__in=[one.pk for one in due]).update(opened_at=at)
        for section in {petition.section for petition in due}:
            section.touch()
        return len(due)

    @transaction.atomic
    def close(self, *, by: Person | None, at: datetime) -> None:
        """Nobody signs any more; twice is once."""
        if self.locked().closed_at is None:
            Petition.objects.filter(pk=self.pk).update(closed_at=at, closed_by=by)
            journal.write("closed petition", self, by=by, at=at)
            self.section.touch()


class PetitionText(models.Model):
    """What a petition says in one language. No word changes once it is published: people sign what it says."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what it is about"))
    ask = models.TextField(_("what we ask"))

    class Meta:
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "language"], name="one_text_of_a_petition_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title
