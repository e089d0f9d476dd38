"""Whom a letter goes to: an authority, or whoever hands a card on to the person at risk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section


class InUse(Exception):
    """Published letters go there: two people stood for the address."""


class Ended(Exception):
    """Nothing new goes there any more."""


class TargetQuerySet(models.QuerySet["Target"]):
    def there(self) -> TargetQuerySet:
        return self.filter(ended_at=None)


class Target(models.Model):
    """address, embassy: lines as they stand on an envelope. country: ISO 3166-1, in small letters."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    name = models.CharField(_("who"), max_length=160)
    salutation = models.CharField(_("how the letter greets"), max_length=160, blank=True)
    address = models.TextField(_("address on the envelope"))
    country = models.CharField(_("country"), max_length=2)
    email = models.EmailField(_("e-mail"), blank=True)
    embassy = models.TextField(_("address of the embassy, for a copy"), blank=True)
    embassy_email = models.EmailField(_("e-mail of the embassy"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    WRITTEN = (
        "name", "salutation", "address", "country", "email", "embassy", "embassy_email",
    )  # fmt: skip

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def add(cls, section: Section, words: Mapping[str, Any], *, by: Person, at: datetime) -> Target:
        made = cls.objects.create(section=section, by=by, at=at, **words)
        journal.write("added addressee", made, by=by, at=at)
        return made

    def hold(self) -> Target:
        """Return it as it is now. One publishes, another changes or ends where it goes: one after the other."""
        return Target.objects.select_for_update(of=("self",)).get(pk=self.pk)

    @transaction.atomic
    def change(self, words: Mapping[str, Any], *, by: Person, at: datetime) -> None:
        """Only where no published letter goes: see actions.change_target."""
        for name, value in words.items():
            setattr(self, name, value)
        self.save()
        journal.write("changed addressee", self, by=by, at=at)
        self.section.touch()

    @transaction.atomic
    def end(self, *, by: Person, at: datetime) -> None:
        """No new letter goes there; what waits is called back by actions.end_target. Twice is once."""
        if Target.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            journal.write("ended addressee", self, by=by, at=at)
