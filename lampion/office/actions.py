"""Verbs that cross rooms."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lampion.contacts.actions import publish_first_consents
from lampion.groups.first_functions import offer_first_functions
from lampion.groups.formation import ask_first_requirements
from lampion.journal import models as journal
from lampion.kit.tasks import run_again, wake
from lampion.mail.models import SEND, Message
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
        code=code,
        name=name,
        country=country,
        provinces=provinces,
        by=person,
        at=at,
        language=person.language,
    )
    publish_first_consents(section, at=at)
    ask_first_requirements(section)
    offer_first_functions(section, at=at)
    StaffAccess.grant(section, person, *Scope, by=None, on=timezone.localdate(at))
    return section


@transaction.atomic
def hold_mail(section: Section, topic: str, *, by: Person, at: datetime) -> int:
    """Keep back what waits on a topic; returns how many. What comes later on it leaves as usual."""
    count = Message.objects.hold(topic, at=at)
    said = {"topic": topic, "count": count}
    journal.write("mail held", section, by=by, at=at, details=said)
    return count


@transaction.atomic
def release_mail(section: Section, topic: str, *, by: Person, at: datetime) -> int:
    """Let go what was held; returns how many wait on the topic."""
    count = Message.objects.release(topic)
    said = {"topic": topic, "count": count}
    journal.write("mail released", section, by=by, at=at, details=said)
    wake(SEND)
    return count


@transaction.atomic
def run_task_again(section: Section, pk: UUID, *, by: Person, at: datetime) -> bool:
    """Run a failed task now; False if it runs again already, or is gone."""
    if not run_again(pk, at):
        return False
    journal.write("task run again", section, by=by, at=at, details={"task": str(pk)})
    return True
