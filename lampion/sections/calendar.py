"""Working days: Monday to Friday, without the public holidays of the section's country."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

SATURDAY = 5


def working_days_after(day: date, count: int, *, country: str) -> date:
    """Return the day that lies `count` working days after `day`: 3 days after a Friday is a Wednesday.

    country: two letters (ISO 3166-1); one whose holidays are not known has weekends only.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left > 0:
        day += step
        if is_working_day(day, country=country):
            left -= 1
    return day


def is_working_day(day: date, *, country: str) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(country)


@lru_cache(maxsize=64)
def _holidays(country: str) -> HolidayBase | frozenset[date]:
    try:
        return country_holidays(country.upper())
    except NotImplementedError:
        return frozenset()
