"""Verbs that cross rooms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampion.contacts.actions import publish_first_consents
from lampion.groups.formation import ask_first_requirements
from lampion.people.models import Person
from lampion.sections.models import FoundingLink, Scope, Section, StaffAccess
from lampion.sections.opening import open_section


class AlreadyFounded(Exception):
    """The link was used, or the house has a section: nothing was made."""


@transaction.atomic
def found_house(
    link: FoundingLink,
    *,
    name: str,
    code: str,
    country: str,
    provinces: list[str],
    person: Person,
    at: datetime,
) -> Section:
    """Open the first section, with `person` as the first of its secretariat. Raises AlreadyFounded."""
    if not FoundingLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise AlreadyFounded
    if Section.objects.exists():
        raise AlreadyFounded
    person.save()
    section = open_section(
        code=code, name=name, country=country, provinces=provinces, by=person, at=at
    )
    publish_first_consents(section, at=at)
    ask_first_requirements(section)
    StaffAccess.grant(section, person, *Scope, by=None, on=timezone.localdate(at))
    return section
