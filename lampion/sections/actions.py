"""Verbs that cross rooms."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampion.people.models import Invitation, Person
from lampion.sections.models import Scope, Section, StaffAccess


@transaction.atomic
def invite_staff(
    section: Section,
    email: str,
    *,
    first_name: str,
    last_name: str,
    language: str,
    scopes: list[Scope],
    by: Person | None,
    at: datetime,
) -> Person:
    """Open `scopes` to the person with this address, made if there was none, and invite them by mail."""
    person = Person.objects.expected(
        email, first_name=first_name, last_name=last_name, language=language
    )
    StaffAccess.grant(section, person, *scopes, by=by, on=timezone.localdate(at))
    Invitation.send(person, by=by, at=at, reason=section.name)
    return person
