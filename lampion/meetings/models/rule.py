"""Which days a rule names, at which instant, and how it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db import models
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# So many meetings to come are planned at any time.
AHEAD = 4
SHORTEST_MONTH = 28
NTH = {
    1: _("on the first %(weekday)s of the month, at %(hour)s"),
    2: _("on the second %(weekday)s of the month, at %(hour)s"),
    3: _("on the third %(weekday)s of the month, at %(hour)s"),
    4: _("on the fourth %(weekday)s of the month, at %(hour)s"),
    5: _("on the fifth %(weekday)s of a month that has five, at %(hour)s"),
    -1: _("on the last %(weekday)s of the month, at %(hour)s"),
}


class Pattern(models.TextChoices):
    """How the days are found; `number` counts."""

    WEEKDAY = "weekday", _("a day of the week, each month")
    WEEKS = "weeks", _("every so many weeks")
    DATE = "date", _("a date of the month")


@dataclass(frozen=True, slots=True)
class Rule:
    """The fields are those of Rhythm."""

    pattern: str
    number: int
    weekday: int
    hour: time
    months_off: Sequence[int]
    since: date

    def days(self, after: date) -> list[date]:
        """Return the next days of the rule after a day."""
        midnight = datetime.combine(after + timedelta(days=1), time.min)
        return [found.date() for found in islice(self._rule().xafter(midnight, inc=True), AHEAD)]

    def last(self, on: date) -> date | None:
        """Return the last day of the rule until `on`, if it had one."""
        found = self._rule().before(datetime.combine(on, time.max))
        return found.date() if found else None

    def moment(self, day: date) -> datetime:
        """Return the instant of a day's meeting.

        An hour that the clocks skip that night is an hour later on the clock; one that comes twice is the first.
        """
        here = datetime.combine(day, self.hour, timezone.get_default_timezone())
        return here.astimezone(UTC)

    def words(self) -> str:
        """Say the rule in the reader's language, made from the numbers alone."""
        return ", ".join(part for part in (self._days_in_words(), self._months_in_words()) if part)

    def _days_in_words(self) -> str:
        said = {
            "number": self.number,
            "weekday": WEEKDAYS[self.weekday],
            "hour": time_format(self.hour),
        }
        if self.pattern == Pattern.DATE and self.number == 1:
            return gettext("on the first of each month, at %(hour)s") % said
        if self.pattern == Pattern.DATE and self.number > SHORTEST_MONTH:
            text = gettext("on day %(number)s of each month, else on its last day, at %(hour)s")
            return text % said
        if self.pattern == Pattern.DATE:
            return gettext("on day %(number)s of each month, at %(hour)s") % said
        if self.pattern == Pattern.WEEKS and self.number == 1:
            return gettext("every week on %(weekday)s, at %(hour)s") % said
        if self.pattern == Pattern.WEEKS:
            return gettext("every %(number)s weeks on %(weekday)s, at %(hour)s") % said
        return str(NTH[self.number]) % said

    def _months_in_words(self) -> str:
        if not self.months_off:
            return ""
        *first, last = [str(MONTHS[month]) for month in self.months_off]
        if not first:
            return gettext("not in %(month)s") % {"month": last}
        return gettext("not in %(months)s and %(last)s") % {
            "months": ", ".join(first),
            "last": last,
        }

    def _rule(self) -> rrule:
        months = [month for month in MONTHS if month not in self.months_off]
        start = datetime.combine(self.since, time.min)
        if self.pattern == Pattern.WEEKS:
            each = {"interval": self.number, "byweekday": self.weekday}
            return rrule(WEEKLY, dtstart=start, bymonth=months, **each)
        if self.pattern == Pattern.DATE:
            dates = range(min(self.number, SHORTEST_MONTH), self.number + 1)
            return rrule(MONTHLY, dtstart=start, bymonth=months, bymonthday=dates, bysetpos=-1)
        nth = weekday(self.weekday, self.number)
        return rrule(MONTHLY, dtstart=start, bymonth=months, byweekday=nth)
