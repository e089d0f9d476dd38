"""Paper that a group sends to the secretariat: said by one, counted on arrival by another, a difference settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from lampion.cases.models import Case
from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.letters.models.sent import OWN, Channel, Sent, What
from lampion.people.models import Person


class AlreadyCounted(Exception):
    """Somebody counted it meanwhile, or it was settled."""


class NoDifference(Exception):
    """There is nothing to settle."""


# (case, what) -> how many
Numbers = Mapping[tuple[int, str], int]


class Parcel(models.Model):
    """settled_at: when a difference between what was said and what was found was settled, or that there was none."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    counted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(counted_at__isnull=False),
                name="parcel_is_counted_before_it_is_settled",
            )
        ]

    def __str__(self) -> str:
        return f"parcel {self.pk}"

    @classmethod
    @transaction.atomic
    def send(
        cls, group: Group, numbers: Numbers, *, event: Event | None, by: Person, at: datetime, on: date
    ) -> Parcel:  # fmt: skip
        """Note what is in the parcel; what of it is not in the ledger yet is counted when it arrived."""
        made = cls.objects.create(group=group, event=event, sent_on=on, by=by, at=at)
        ParcelLine.objects.bulk_create(
            ParcelLine(parcel=made, case_id=case, what=what, said=count)
            for (case, what), count in numbers.items()
            if count
        )
        journal.write("sent parcel", made, by=by, at=at)
        return made

    @classmethod
    def remaining(cls, event: Event) -> dict[tuple[int, str], int]:
        """Return what was counted at the event and, as was said, is in no parcel: (case, what) -> how many."""
        counted = Sent.objects.filter(event=event).exclude(channel=Channel.ARRIVAL).table()
        said = ParcelLine.objects.filter(parcel__event=event).order_by().values("case", "what")
        gone = {(row["case"], row["what"]): row["all"] for row in said.annotate(all=Sum("said"))}
        return {key: max(count - gone.get(key, 0), 0) for key, count in counted.items()}

    @transaction.atomic
    def count(self, found: Mapping[int, int], *, by: Person, at: datetime) -> None:
        """Note what arrived: key of a line -> how many. Without a difference it is settled. Raises AlreadyCounted."""
        held = Parcel.objects.select_for_update().get(pk=self.pk)
        if held.counted_at:
            raise AlreadyCounted
        for line in held.lines.all():
            line.found = found[line.pk]
            line.save(update_fields=["found"])
        held.counted_by, held.counted_at = by, at
        if not held.differing().exists():
            held._let_hold(ours=True, by=by, at=at, on=timezone.localdate(at))
        held.save()
        journal.write("counted parcel", held, by=by, at=at)

    @transaction.atomic
    def settle(self, *, ours: bool, reason: str, by: Person, at: datetime, on: date) -> None:
        """ours: what was found holds; else what the group said. The ledger is corrected by what holds.

        Raises AlreadyCounted when it is settled, NoDifference before it was counted.
        """
        held = Parcel.objects.select_for_update().get(pk=self.pk)
        if held.settled_at:
            raise AlreadyCounted
        if not held.counted_at:
            raise NoDifference
        held._let_hold(ours=ours, by=by, at=at, on=on)
        held.reason = reason
        held.save()
        journal.write("settled parcel", held, by=by, at=at, details={"found holds": ours})

    def _let_hold(self, *, ours: bool, by: Person, at: datetime, on: date) -> None:
        """Fix which numbers hold, and count what of them was not counted before, or take back what did not arrive."""
        # Two parcels of a group are settled one after the other: each knows what the other covers.
        Group.objects.select_for_update().get(pk=self.group_id)
        for line in self.lines.all():
            line.holds = (line.found or 0) if ours else line.said
            line.save(update_fields=["holds"])
            change = line.holds - line.counted_before(self.group_id)
            if change:
                Sent.objects.create(
                    case_id=line.case_id, group_id=self.group_id, event_id=self.event_id,
                    what=line.what, channel=Channel.ARRIVAL, count=change, on=on, by=by, at=at,
                )  # fmt: skip
        self.settled_by, self.settled_at = by, at

    def differing(self) -> models.QuerySet[ParcelLine]:
        return self.lines.exclude(said=F("found"))


class ParcelLine(models.Model):
    """said: by the group. found: on arrival; None before. holds: which of both, once it is settled; None before."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    said = models.PositiveIntegerField()
    found = models.PositiveIntegerField(null=True)
    holds = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["parcel", "case", "what"], name="one_line_of_a_parcel")
        ]

    def __str__(self) -> str:
        return f"{self.said} {self.what}"

    @property
    def difference(self) -> int:
        return 0 if self.found is None else self.found - self.said

    def counted_before(self, group: int) -> int:
        """Return how many of what is said here stand in the ledger of the group (its key).

        What its other parcels cover is not counted again for this one; what people posted themselves is in none.
        """
        mine = {"case": self.case_id, "what": self.what}
        ledger = Sent.objects.filter(group=group, channel__in=(*OWN, Channel.ARRIVAL), **mine)
        others = ParcelLine.objects.filter(parcel__group=group, **mine).exclude(pk=self.pk)
        covered = others.aggregate(all=Sum(Coalesce("holds", "said")))["all"] or 0
        return min(self.said, max(ledger.total() - covered, 0))
