"""When a task comes back: days of the calendar where the groups live."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.translation import gettext_lazy as _


class Repeat(models.TextChoices):
    NEVER = "", _("no, once")
    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every three months")
    YEARLY = "yearly", _("every year")


DAYS = {Repeat.WEEKLY.value: 7, Repeat.FORTNIGHTLY.value: 14}
MONTHS = {Repeat.MONTHLY.value: 1, Repeat.QUARTERLY.value: 3, Repeat.YEARLY.value: 12}


def next_day(first_on: date, repeat: str, *, due_on: date, on: date) -> date:
    """Return the first day of the series after `due_on` that is not over on `on`.

    Counted from the first day, so that the 31st comes back after a shorter month, and 29 February after four years.
    """
    turn, day = 0, first_on
    while day <= due_on or day < on:
        turn += 1
        if repeat in DAYS:
            day = first_on + relativedelta(days=turn * DAYS[repeat])
        else:
            day = first_on + relativedelta(months=turn * MONTHS[repeat])
    return day
