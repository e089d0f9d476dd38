"""A day on which a group is out: a stand, a write-a-thon, a class. Who comes and what it costs is told elsewhere."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class EventKind(models.TextChoices):
    STAND = "stand", _("stand")
    WRITE_A_THON = "write-a-thon", _("write-a-thon")
    CLASS = "class", _("class")
    OTHER = "other", _("something else")


# To these anybody comes: their names are no secret.
WITH_PUBLIC = (EventKind.STAND, EventKind.WRITE_A_THON, EventKind.CLASS)


class EventQuerySet(models.QuerySet["Event"]):
    def there(self) -> EventQuerySet:
        return self.filter(cancelled_at=None)


class Event(models.Model):
    """Something that a group does on a day, at a place, so that what came of it can be named."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind)
    name = models.CharField(_("name"), max_length=120)
    day = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=160)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def plan(
        cls, group: Group, kind: EventKind, name: str, *, day: date, place: str, by: Person | None,
        at: datetime,
    ) -> Event:  # fmt: skip
        made = cls.objects.create(
            group=group, kind=kind, name=name, day=day, place=place, by=by, at=at
        )
        journal.write("planned event", made, by=by, at=at)
        return made

    @transaction.atomic
    def cancel(self, *, by: Person, at: datetime) -> None:
        """It does not take place; what was counted for it stays. Twice is once."""
        if Event.objects.filter(pk=self.pk, cancelled_at=None).update(cancelled_at=at):
            journal.write("cancelled event", self, by=by, at=at)
