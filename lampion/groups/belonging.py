"""Whose pages somebody reads where no page says it: those of the section that they belong to."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from lampion.groups.models import Group
from lampion.people.models import Person
from lampion.sections.models import Section


def own_section(person: Person, on: date) -> Section | None:
    """Return the only section in which the person is in a group or works; of several none is their own."""
    joined = Q(pk__in=Group.objects.joined_by(person).values("section"))
    staffed = Q(pk__in=Section.objects.staffed_by(person, on).values("pk"))
    found = list(Section.objects.filter(joined | staffed).select_related("logo")[:2])
    return found[0] if len(found) == 1 else None
