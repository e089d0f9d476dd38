"""What members can do and when they are free: choices from the section's list, and words of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.function import SectionFunction
from lampion.groups.models.group import Group
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section


class Sort(models.TextChoices):
    SKILL = "skill", _("what somebody can do")
    TIME = "time", _("when somebody is free")


class OfferQuerySet(models.QuerySet["Offer"]):
    def asked(self, section: Section) -> OfferQuerySet:
        return self.filter(section=section, ended_at=None)

    def open_to(self, person: Person) -> OfferQuerySet:
        """What the sections of their groups ask; and what they chose, also once it is asked no more."""
        sections = Group.objects.joined_by(person).values("section")
        chosen = Profile.objects.filter(person=person, offers__isnull=False).values("offers")
        return self.filter(Q(section__in=sections, ended_at=None) | Q(pk__in=chosen))


class Offer(models.Model):
    """One choice of the section's list. words: language -> words. functions: those for which it is useful."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    sort = models.CharField(max_length=5, choices=Sort)
    words = models.JSONField(_("words"))
    position = models.PositiveSmallIntegerField(default=0)
    functions = models.ManyToManyField(SectionFunction, related_name="wants")
    ended_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ("sort", "position", "pk")

    def __str__(self) -> str:
        return str(self.words.get(get_language() or "fr") or next(iter(self.words.values())))

    @classmethod
    @transaction.atomic
    def add(
        cls,
        section: Section,
        sort: str,
        words: dict[str, str],
        functions: Iterable[SectionFunction] = (),
        *,
        by: Person | None,
        at: datetime,
    ) -> Offer:
        position = cls.objects.filter(section=section).count()
        made = cls.objects.create(section=section, sort=sort, words=words, position=position)
        made.functions.set(functions)
        journal.write("added a choice of skills", made, by=by, at=at)
        return made

    @transaction.atomic
    def revise(
        self,
        words: dict[str, str],
        functions: Iterable[SectionFunction],
        *,
        by: Person,
        at: datetime,
    ) -> None:
        """Say it in other words, or for other functions: also for who chose it already."""
        self.words = words
        self.save(update_fields=["words"])
        self.functions.set(functions)
        journal.write("changed a choice of skills", self, by=by, at=at)

    @transaction.atomic
    def drop(self, *, by: Person, at: datetime) -> None:
        """Offer it no more; who chose it keeps it."""
        self.ended_at = at
        self.save(update_fields=["ended_at"])
        journal.write("dropped a choice of skills", self, by=by, at=at)


class Profile(models.Model):
    """What somebody offers the groups: read by the core. One for each person, in no journal."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    skills = models.CharField(max_length=300, blank=True)
    availability = models.CharField(max_length=300, blank=True)
    offers = models.ManyToManyField(Offer, related_name="+")

    def __str__(self) -> str:
        return f"profile of {self.person}"

    @classmethod
    def choosers(cls, section: Section) -> Counter[int]:
        """Return how many people chose each offer of the section, by its key; in one query."""
        chosen = cls.objects.filter(offers__section=section)
        return Counter(chosen.values_list("offers", flat=True))

    @classmethod
    @transaction.atomic
    def say(
        cls, person: Person, *, skills: str, availability: str, offers: Iterable[Offer]
    ) -> Profile:
        said = {"skills": skills, "availability": availability}
        made, _fresh = cls.objects.update_or_create(person=person, defaults=said)
        made.offers.set(offers)
        return made
