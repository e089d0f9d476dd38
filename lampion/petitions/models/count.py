"""What two people found on a sheet, each without the other's number, and what a third settled."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models.sheet import MOST_LINES, NotNow, Sheet, Step
from lampion.petitions.models.signature import month_of
from lampion.petitions.models.tally import Change, Source

FIRST, AGAIN, SETTLING = 1, 2, 3


class CountedAlready(Exception):
    """This person counted the sheet, or its number is settled."""


class TooMany(Exception):
    """A sheet has no more signatures than lines."""


class SheetCount(models.Model):
    """How many valid signatures one person found on a sheet. nth 1: first count, 2: recount, 3: settles."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="counts")
    nth = models.PositiveSmallIntegerField()
    valid = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("sheet", "nth")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "nth"], name="one_count_at_a_time"),
            models.UniqueConstraint(fields=["sheet", "by"], name="others_count_again"),
            models.CheckConstraint(
                condition=Q(nth__gte=FIRST, nth__lte=SETTLING), name="three_count_at_most"
            ),
            models.CheckConstraint(
                condition=Q(valid__lte=MOST_LINES), name="no_more_signatures_than_lines"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.valid}"

    @classmethod
    @transaction.atomic
    def enter(cls, sheet: Sheet, valid: int, *, by: Person, at: datetime) -> SheetResult | None:
        """Keep what somebody counted; return the result if that settles it. Raises CountedAlready, NotNow, TooMany."""
        held = sheet.locked()
        former = list(cls.objects.filter(sheet=held))
        if SheetResult.objects.filter(sheet=held).exists() or by.pk in {
            one.by_id for one in former
        }:
            raise CountedAlready
        if held.last_step() != Step.RETURNED:
            raise NotNow
        if valid > held.bundle.lines:
            raise TooMany
        made = cls.objects.create(sheet=held, nth=len(former) + 1, valid=valid, by=by, at=at)
        journal.write("counted sheet", held, by=by, at=at, details={"nth": made.nth})
        agreed = made.nth == AGAIN and former[0].valid == valid
        return (
            SheetResult.settle(held, valid, by=by, at=at)
            if agreed or made.nth == SETTLING
            else None
        )


class SheetResult(models.Model):
    """What two found alike, or a third settled: the number of a sheet, once and for all. month: its first day."""

    sheet = models.OneToOneField(Sheet, models.PROTECT, related_name="result")
    valid = models.PositiveSmallIntegerField()
    month = models.DateField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.valid}"

    @classmethod
    def settle(cls, sheet: Sheet, valid: int, *, by: Person, at: datetime) -> SheetResult:
        """Keep the result, note for the next count of the petition that there are so many more, erase the pictures."""
        sheet.erase_scans(by=by, at=at)
        month = month_of(timezone.localdate(at))
        made = cls.objects.create(sheet=sheet, valid=valid, month=month, at=at)
        if valid:
            Change.objects.create(
                petition_id=sheet.petition_id, source=Source.PAPER, group_id=sheet.bundle.group_id,
                event_id=sheet.bundle.event_id, month=month, step=valid,
            )  # fmt: skip
        return made
