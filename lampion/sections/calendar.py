"""Working days: Monday to Friday."""

from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """Return the day that lies `count` working days after `day`: 3 days after a Friday is a Wednesday."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            count -= 1
    return day
