"""Days, moments, numbers and money as the reader's language writes them."""

from contextlib import suppress
from datetime import UTC, date, datetime

from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language


def local_date(value: date | None) -> str:
    """Write a day in full. A moment becomes its day where the site lives; None becomes nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "DATE_FORMAT")


def local_datetime(value: datetime | None) -> str:
    """Write a moment on the clock where the site lives. None becomes nothing."""
    return "" if value is None else date_format(timezone.localtime(value), "DATETIME_FORMAT")


def local_appointment(value: datetime | None) -> str:
    """Write a moment to come, with the day of the week. None becomes nothing."""
    if value is None:
        return ""
    return f"{date_format(timezone.localtime(value), 'l')} {local_datetime(value)}"


def local_cents(value: int, currency: str = "EUR") -> str:
    """Write an amount in cents as money."""
    return str(format_currency(value / 100, currency, locale=get_language() or "fr"))


def grouped(value: int) -> str:
    """Write a number with its thousands apart, as the page's language does."""
    return str(format_decimal(value, locale=get_language() or "fr"))


def moment_in(said: str) -> datetime:
    """Return the moment that a form says was read (ISO 8601, with its zone); anything else reads like long ago."""
    with suppress(ValueError):
        found = parse_datetime(said)
        if found and found.tzinfo:
            return found
    return datetime.min.replace(tzinfo=UTC)
