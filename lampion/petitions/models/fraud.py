"""A condition of the fraud desk: what meets it is set aside in silence, now and, if kept on, from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.kit.queries import A_KEY, A_MOMENT, ReadyQuery
from lampion.people.models import Person
from lampion.petitions.models.petition import Petition
from lampion.petitions.models.signature import Signature, SignatureQuerySet


class Confirmed(models.TextChoices):
    YES = "yes", _("confirmed")
    NO = "no", _("not confirmed yet")


class ConditionQuerySet(models.QuerySet["Condition"]):
    def standing(self) -> ConditionQuerySet:
        return self.filter(standing=True, undone_at=None)


class Condition(models.Model):
    """All that is said must be true of a signature. What was typed as domain or name is kept only as its mark.

    standing: whoever signs later is held against it too. touched: how many it set aside when it was applied.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="+")
    domain_mark = models.CharField(max_length=32, blank=True)
    name_mark = models.CharField(max_length=32, blank=True)
    lookalike = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    confirmed = models.CharField(max_length=3, choices=Confirmed, blank=True)
    reason = models.CharField(max_length=200)
    standing = models.BooleanField(default=False)
    touched = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=["petition"],
                condition=Q(standing=True, undone_at=None),
                name="standing_conditions",
            )
        ]

    def __str__(self) -> str:
        return f"condition {self.pk} of {self.petition_id}"

    @property
    def why(self) -> str:
        """What stands at a signature that this condition set aside."""
        return f"condition:{self.pk}"

    def _equal(self) -> dict[str, Any]:
        """What must be the same in a signature."""
        said = {
            "domain_mark": self.domain_mark,
            "name_mark": self.name_mark,
            "lookalike": self.lookalike,
            "place": self.place,
            "group_id": self.group_id,
            "event_id": self.event_id,
        }
        return {name: value for name, value in said.items() if value}

    def signatures(self) -> SignatureQuerySet:
        """All that meet it, also those that are set aside already."""
        found = Signature.objects.filter(petition=self.petition_id, **self._equal())
        if self.since:
            found = found.filter(made_at__gte=self.since)
        if self.until:
            found = found.filter(made_at__lt=self.until)
        if self.confirmed:
            found = found.filter(confirmed_at__isnull=self.confirmed == Confirmed.NO)
        return found

    def is_met_by(self, signature: Signature) -> bool:
        """Tell of one signature in memory what `signatures` asks of all."""
        if any(getattr(signature, name) != value for name, value in self._equal().items()):
            return False
        if self.since and signature.made_at < self.since:
            return False
        if self.until and signature.made_at >= self.until:
            return False
        waits = signature.confirmed_at is None
        return not self.confirmed or waits == (self.confirmed == Confirmed.NO)


_COLUMNS = (
    "pk", "domain_mark", "name_mark", "lookalike", "place", "group_id", "event_id", "confirmed",
)  # fmt: skip


def _standing_then() -> models.QuerySet[Condition, Any]:
    """Those that are held against who signed at a moment: their hours need no look any more."""
    since = Q(since=None) | Q(since__lte=A_MOMENT)
    until = Q(until=None) | Q(until__gt=A_MOMENT)
    standing = Condition.objects.standing().filter(since, until, petition=A_KEY)
    return standing.order_by("-pk").values_list(*_COLUMNS)


_STANDING = ReadyQuery(_standing_then, petition=A_KEY, at=A_MOMENT)


def hold_against_conditions(signature: Signature, *, at: datetime) -> None:
    """Set aside, before it is saved, what meets a condition that was kept on."""
    if signature.set_aside_at:
        return
    for said in _STANDING.rows(petition=signature.petition_id, at=signature.made_at):
        condition = Condition(**dict(zip(_COLUMNS, said, strict=True)))
        if condition.is_met_by(signature):
            signature.set_aside_at, signature.set_aside_why = at, condition.why
            return
