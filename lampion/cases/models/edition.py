"""What a case says, version by version: one writes, another publishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampion.people.models import Person


class SamePerson(Exception):
    """Whoever wrote an edition does not publish it."""


class Stale(Exception):
    """The edition was published, withdrawn or changed since it was read."""


class Tier(models.TextChoices):
    """Who may read a case."""

    PUBLIC = "public", _("everybody")
    ADOPTERS = "adopters", _("the groups that adopted it or to which we offered it")
    NAMED = "named", _("the people we name, and nobody else")


class Kind(models.TextChoices):
    PERSON = "person", _("a person")
    PEOPLE = "people", _("a group of people")


class Edition(models.Model):
    """One version of a case, whole: words, who may read it, from when, until when. A published one never changes.

    country: ISO 3166-1 code in small letters. languages: codes in which to write. expires_on: the last day on
    which anything may be sent. embargo_until: the instant before which nobody outside the secretariat reads it.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("public name"), max_length=120)
    pseudonym = models.BooleanField(_("the name is a pseudonym"), default=False)
    kind = models.CharField(_("who it is"), max_length=8, choices=Kind, default=Kind.PERSON)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language of this text"), max_length=5, default="fr")
    summary = models.CharField(_("in two sentences"), max_length=400)
    story = models.TextField(_("what happened"), blank=True)
    addressee = models.CharField(_("of whom we ask something"), max_length=200, blank=True)
    asks = models.TextField(_("what we ask"), blank=True)
    short_goals = models.TextField(_("goals of the coming months"), blank=True)
    long_goals = models.TextField(_("goals in the long run"), blank=True)
    dos = models.TextField(_("what helps"), blank=True)
    donts = models.TextField(_("what never to write or say"), blank=True)
    languages = models.JSONField(_("languages to write in"), default=list)
    tier = models.CharField(_("who may read it"), max_length=10, choices=Tier, default=Tier.NAMED)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    expires_on = models.DateField(_("last day to act"), null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    WRITTEN = (
        "name", "pseudonym", "kind", "country", "language", "summary", "story", "addressee", "asks",
        "short_goals", "long_goals", "dos", "donts", "languages", "tier", "embargo_until", "expires_on",
    )  # fmt: skip

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(published_at=None), name="one_draft_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(by=None) | ~Q(published_by=F("by")),
                name="two_people_publish_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.case_id}.{self.number}"

    @classmethod
    def draft_after(cls, newest: Edition | None, *, at: datetime) -> Edition:
        """Return the newest edition of a case while it is a draft, else one to follow it, of no case yet."""
        if newest and not newest.published_at:
            return newest
        return cls(number=newest.number + 1 if newest else 1, made_at=at)

    def is_narrower_than(self, former: Edition, at: datetime) -> bool:
        """Whether somebody who may read the former one may not read this one, or not yet."""
        later = self.embargo_until is not None and self.embargo_until > at
        tiers = list(Tier)
        return later or tiers.index(Tier(self.tier)) > tiers.index(Tier(former.tier))

    def says(self, words: Mapping[str, Any]) -> bool:
        """Whether it is word for word this (field of WRITTEN -> value)."""
        return all(getattr(self, name) == value for name, value in words.items())

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed: nothing is sent any more."""
        return self.expires_on is not None and self.expires_on < on
