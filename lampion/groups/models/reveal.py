from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.membership import Membership
from lampion.journal import models as journal
from lampion.people.models import Person

MANY = 50  # in an hour: more is told to the responsables
KEPT_DAYS = 30


class Field(models.TextChoices):
    """What a group may know about one of its members, each with a rule of its own."""

    NAME = "name", _("last name")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")


class Reveal(models.Model):
    """That somebody looked at a detail of a member. in_hour: how many of theirs within the hour, with this one."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    field = models.CharField(max_length=10, choices=Field)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    in_hour = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.by} looked at {self.field} of {self.membership}"

    @classmethod
    @transaction.atomic
    def note(cls, membership: Membership, field: str, *, by: Person, at: datetime) -> Reveal:
        """Count the look and write it in the journal. Those of one person count one after the other."""
        Person.objects.select_for_update().get(pk=by.pk)
        before = cls.objects.filter(by=by, at__gt=at - timedelta(hours=1)).count()
        row = cls.objects.create(
            membership=membership, field=field, by=by, at=at, in_hour=before + 1
        )
        journal.write("looked at a detail", membership, by=by, at=at, details={"field": field})
        return row

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
