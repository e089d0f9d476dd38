from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from lampion.cases.models.case import Case
from lampion.journal import models as journal
from lampion.people.models import Person


class UrgentAction(models.Model):
    """The number under which the movement knows a case that cannot wait; follow-ups keep it.

    follow_up: 0 for the first sheet, then 1, 2, … The deadline is the last day of the edition of its case.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="urgent_actions")
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    follow_up = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-issued_on", "-follow_up")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "year", "follow_up"], name="one_sheet_per_urgent_action"
            )
        ]

    def __str__(self) -> str:
        first = f"UA {self.number:02}/{self.year % 100:02}"
        return f"{first} FU {self.follow_up}" if self.follow_up else first

    @classmethod
    @transaction.atomic
    def issue(
        cls, case: Case, number: int, year: int, *, by: Person, at: datetime, on: date
    ) -> UrgentAction:
        """Give the case the number, or the next follow-up of it. Raises NumberTaken for one of another case."""
        held = case.locked()
        sheets = cls.objects.filter(number=number, year=year)
        if sheets.exclude(case=held).exists():
            raise NumberTaken
        made = cls.objects.create(
            case=held,
            number=number,
            year=year,
            follow_up=sheets.count(),
            issued_on=on,
            by=by,
            at=at,
        )
        held.section.touch()
        journal.write("issued urgent action", held, by=by, at=at, details={"number": str(made)})
        return made


class NumberTaken(Exception):
    """Another case has this number."""
