"""A group in formation: which group stands by it, and what the section asks until it is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.group import Group
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section


class Mentorship(models.Model):
    """That a group stands by another one while it forms."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="mentorships")
    mentor = models.ForeignKey(Group, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(until=None), name="one_mentor_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(group=F("mentor")), name="nobody_mentors_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.group}"

    @classmethod
    @transaction.atomic
    def begin(cls, group: Group, mentor: Group, *, by: Person | None, on: date) -> None:
        """Make `mentor` the one that stands by `group`; the same one again changes nothing."""
        Group.objects.select_for_update().get(pk=group.pk)
        held = cls.objects.filter(group=group, until=None)
        if held.filter(mentor=mentor).exists():
            return
        held.update(until=on)
        cls.objects.create(group=group, mentor=mentor, since=on)
        journal.write("given a mentor", group, by=by, details={"mentor": mentor.number})


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def asked(self, section: Section) -> RequirementQuerySet:
        return self.filter(section=section, ended_at=None)


class Requirement(models.Model):
    """Something that the section asks of a group before it recognises it, in its own words."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    words = models.JSONField(_("words"))  # language -> words
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.words.get(get_language() or "fr") or next(iter(self.words.values())))

    @transaction.atomic
    def fulfil(self, group: Group, *, by: Person, at: datetime) -> None:
        """Twice is once."""
        _row, fresh = Fulfilment.objects.get_or_create(
            requirement=self, group=group, defaults={"by": by, "at": at}
        )
        if fresh:
            journal.write("fulfilled", group, by=by, at=at, details={"requirement": self.pk})

    @transaction.atomic
    def take_back(self, group: Group, *, by: Person, at: datetime) -> None:
        if Fulfilment.objects.filter(requirement=self, group=group).delete()[0]:
            journal.write(
                "no longer fulfilled", group, by=by, at=at, details={"requirement": self.pk}
            )

    def drop(self, *, at: datetime) -> None:
        """Ask it no more; what groups fulfilled stays."""
        self.ended_at = at
        self.save(update_fields=["ended_at"])


class Fulfilment(models.Model):
    """That a group did what the section asks, and who saw it."""

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="fulfilments")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "group"], name="fulfilled_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.requirement}"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. requirement: None for what Lampion sees by itself."""

    words: str
    done: bool
    requirement: Requirement | None = None
