"""A letter of a case that people are asked to write: one writes the model, another publishes it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case, SamePerson, Stale
from lampion.cases.models.case import CaseQuerySet
from lampion.journal import models as journal
from lampion.letters.models.target import Ended, Target
from lampion.people.models import Person


class Kind(models.TextChoices):
    """A letter presses an authority; a card tells somebody that they are not alone."""

    PRESSURE = "pressure", _("letter to an authority")
    CARD = "card", _("solidarity card")


class Occasion(models.TextChoices):
    MONTH = "month", _("letter of the month")
    URGENT = "urgent", _("urgent action")
    STANDING = "standing", _("at any time")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def told(self) -> AppealQuerySet:
        return self.select_related("case__edition", "case__section", "target")

    def published(self) -> AppealQuerySet:
        return self.filter(published_at__isnull=False, withdrawn_at=None)

    def within(self, cases: CaseQuerySet, at: datetime) -> AppealQuerySet:
        """Published ones of these cases for which something may be sent today."""
        today = timezone.localdate(at)
        last = Q(ends_on=None) | Q(ends_on__gte=today)
        found = self.published().filter(last, starts_on__lte=today)
        return found.filter(case__in=cases.active(at).values("pk"))

    def open(self, at: datetime) -> AppealQuerySet:
        """Whatever the tier of the case: that something may be sent, not that somebody may read it."""
        return self.within(Case.objects.shown(at), at)

    def public(self, at: datetime) -> AppealQuerySet:
        return self.within(Case.objects.public(at), at)

    def unpropose(self, target: Target, *, by: Person, at: datetime) -> None:
        """Where drafts go has changed: whoever changed it is their author, and another reads them anew."""
        drafts = self.filter(target=target, published_at=None, withdrawn_at=None)
        drafts.update(proposed_at=None, changed_at=at, by=by)

    def urgent_first(self) -> AppealQuerySet:
        """By what is due first: urgent actions, the month's letters, others."""
        rank = models.Case(
            models.When(occasion=Occasion.URGENT, then=0),
            models.When(occasion=Occasion.MONTH, then=1),
            default=2,
        )
        return self.order_by(rank, "ends_on", "-starts_on", "pk")


class Appeal(models.Model):
    """language: in which the target reads. text: the model in it; translation: for who writes it, in French.

    rules: what is special about it, as for cards. anonymous: no sender stands on it, whoever writes.
    ends_on: its last day; the case may end before. A published one never changes: a new one replaces it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    key = models.CharField(max_length=22, unique=True)
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind, default=Kind.PRESSURE)
    occasion = models.CharField(
        _("occasion"), max_length=10, choices=Occasion, default=Occasion.MONTH
    )
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="+", verbose_name=_("whom it goes to")
    )
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language of the model"), max_length=5)
    text = models.TextField(_("model, in the language of whoever gets it"))
    translation = models.TextField(_("the same in French"), blank=True)
    points = models.TextField(_("points to make"), blank=True)
    never = models.TextField(_("what never to write"), blank=True)
    rules = models.TextField(_("rules of its own"), blank=True)
    anonymous = models.BooleanField(_("without any sender"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    WRITTEN = (
        "kind", "occasion", "target", "title", "language", "text", "translation", "points", "never", "rules",
        "anonymous", "starts_on", "ends_on",
    )  # fmt: skip

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(by=None) | ~Q(published_by=F("by")),
                name="two_people_publish_a_letter",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="letter_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("letters:letter", args=[self.key])

    @property
    def last_day(self) -> date | None:
        """The day after which nothing may be sent: its own, or that of its case."""
        days = [self.ends_on, self.case.edition.expires_on if self.case.edition else None]
        return min((day for day in days if day), default=None)

    @property
    def is_card(self) -> bool:
        return self.kind == Kind.CARD

    @property
    def goes_by_mail(self) -> bool:
        """Whether a mail may carry it: each names its sender, whatever stands in it."""
        return bool(self.target.email) and not self.anonymous

    @classmethod
    @transaction.atomic
    def write(cls, case: Case, words: Mapping[str, Any], *, by: Person, at: datetime) -> Appeal:
        """words: field of WRITTEN -> value."""
        made = cls.objects.create(
            case=case, key=secrets.token_urlsafe(16), by=by, made_at=at, changed_at=at, **words
        )
        journal.write("wrote appeal", made, by=by, at=at, details={"case": case.pk})
        return made

    def _draft(self) -> Appeal:
        held = Appeal.objects.select_for_update().get(pk=self.pk)
        if held.published_at or held.withdrawn_at:
            raise Stale
        return held

    @transaction.atomic
    def rewrite(
        self, words: Mapping[str, Any], *, seen: datetime, by: Person, at: datetime
    ) -> None:
        """Whoever changes a draft is its author, and nobody publishes it yet. seen: as in propose. Raises Stale."""
        held = self._draft()
        if held.changed_at != seen and any(getattr(held, key) != words[key] for key in words):
            raise Stale
        for name, value in words.items():
            setattr(held, name, value)
        held.by, held.changed_at, held.proposed_at = by, at, None
        held.save()
        journal.write("rewrote appeal", held, by=by, at=at)

    def _read(self, seen: datetime) -> Appeal:
        """Return the draft if it still is what was read; where it goes is held, and there. Raises Ended, Stale."""
        target, held = self.target.hold(), self._draft()
        if held.changed_at != seen:
            raise Stale
        if target.ended_at:
            raise Ended
        return held

    @transaction.atomic
    def propose(self, *, seen: datetime, by: Person, at: datetime) -> None:
        """Ask a second person to publish what was read; seen: when that was changed. Raises Ended, Stale."""
        held = self._read(seen)
        held.proposed_at = at
        held.save(update_fields=["proposed_at"])
        journal.write("proposed appeal", held, by=by, at=at)

    @transaction.atomic
    def publish(self, *, seen: datetime, by: Person, at: datetime) -> None:
        """Show it as it was read. Raises Ended, SamePerson, Stale."""
        held = self._read(seen)
        if not held.proposed_at:
            raise Stale
        if by.pk == held.by_id:
            raise SamePerson
        held.published_by, held.published_at = by, at
        held.save(update_fields=["published_by", "published_at"])
        journal.write("published appeal", held, by=by, at=at)
        held.case.section.touch()

    @transaction.atomic
    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Nobody is asked to write it any more, also not by a mail that waits; twice is once."""
        if Appeal.objects.filter(pk=self.pk, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=by
        ):
            journal.write("withdrew appeal", self, by=by, at=at)
            self.case.section.touch()

    def may_be_sent(self, at: datetime) -> bool:
        """Whether it may still be written and sent; asked again in the transaction of each sending."""
        return Appeal.objects.filter(pk=self.pk).open(at).exists()
