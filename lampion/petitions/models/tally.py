"""The number shown. No request raises it: what begins or ceases to count is noted, and a job adds it up."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.petitions.models.petition import Petition


class Source(models.TextChoices):
    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")


class Counted(models.Model):
    """What is counted apart. month: its first day."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="+")
    source = models.CharField(max_length=6, choices=Source)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+", db_index=False)
    month = models.DateField()

    class Meta:
        abstract = True


class Change(Counted):
    """So many more, or fewer (step < 0), since the last count. Written with the deed; gone once it is counted."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="+", db_index=False)
    step = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.step:+} {self.petition_id}"


class Share(Counted):
    """How many signatures came by one source, group, stand and month: what was counted so far."""

    number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "petition", "source", Coalesce("group", 0), Coalesce("event", 0), "month",
                name="one_share",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["group", "petition"], name="shares_of_a_group")]

    def __str__(self) -> str:
        return f"{self.number} of {self.petition_id}"


class Tally(models.Model):
    """The number of a petition as it stood at `counted_at`. corrected: what the last nightly recount set right."""

    petition = models.OneToOneField(Petition, models.PROTECT, related_name="tally")
    online = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()
    recounted_at = models.DateTimeField(null=True)
    corrected = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @property
    def number(self) -> int:
        return self.online + self.paper


class PlaceNumber(models.Model):
    """What stays of who signed, months after the end: so many of a place in a month. place: "" for all smaller ones."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="places")
    month = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "month", "place"], name="one_number_of_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.petition_id}"
