"""Whoever works for a secretariat reads what people confided to it: a code by mail is not proof enough."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Min

from lampion.people.models import FactorReset, Person
from lampion.sections.models import Parameter, StaffAccess
from lampion.sections.models.parameter import MOST_OF, Name

# Where no number was ever set: the rule does not fall with a row.
DAYS = 14
MOST = MOST_OF[Name.FACTOR_DAYS]


def second_factor_due(person: Person, on: date) -> date | None:
    """Return the last day on which staff may do without a second factor; None for who is no staff.

    The days count from the first access ever held in the section, from the rule itself, or from the last reset:
    whichever came last. An access that ended counts too, so that ending and granting again gives no new days.
    """
    accesses = StaffAccess.objects.filter(person=person).order_by()
    places = StaffAccess.objects.open(on).filter(person=person).values("section")
    ever = accesses.filter(section__in=places)
    firsts = dict(ever.values_list("section").annotate(first=Min("starts_on")))
    if not firsts:
        return None
    reset = FactorReset.last_day(person)
    return min(_due(section, first, reset, on) for section, first in firsts.items())


def _due(section: int, first: date, reset: date | None, on: date) -> date:
    known = Parameter.objects.filter(section=section, name=Name.FACTOR_DAYS).order_by("valid_from")
    rules = list(known.values_list("valid_from", "value"))
    since = max(first, rules[0][0] if rules else first, reset or first)
    held = [days for valid_from, days in rules if valid_from <= on]
    return since + timedelta(days=min(held[-1], MOST) if held else DAYS)
