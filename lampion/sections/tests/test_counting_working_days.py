from datetime import date

import pytest

from lampion.sections.calendar import working_days_after


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 3, 6), 3, date(2026, 3, 11)),  # a Friday
        (date(2026, 4, 2), 3, date(2026, 4, 8)),  # Easter Monday is on the way
        (date(2026, 5, 13), 1, date(2026, 5, 15)),  # Ascension
        (date(2026, 7, 20), 2, date(2026, 7, 23)),  # the national day, 21 July
        (date(2026, 11, 10), 1, date(2026, 11, 12)),  # the armistice
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year
        (date(2026, 4, 8), -3, date(2026, 4, 2)),
    ],
)
def test_belgian_holidays_and_weekends_are_no_working_days(day, count, due):
    assert working_days_after(day, count, country="be") == due


def test_an_unknown_country_has_weekends_only():
    assert working_days_after(date(2026, 7, 20), 2, country="xx") == date(2026, 7, 22)
