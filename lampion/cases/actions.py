"""A group takes a case, and the secretariat takes it from one group: both with the case held."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from lampion.cases.following import leave_out
from lampion.cases.models import Adoption, Case
from lampion.cases.rules import can_adopt, most_groups
from lampion.decisions.models import Decision
from lampion.groups.rules import core_of
from lampion.kit.access import require
from lampion.mail import actions as mail
from lampion.mail.models import Message
from lampion.people.models import Person


@transaction.atomic
def adopt(
    case: Case, decision: Decision, *, lead: Person | None, by: Person, at: datetime, on: date
) -> Adoption:
    """The group of `decision` takes the case, if it still may. Raises as Adoption.adopt, and PermissionDenied."""
    held = case.locked()
    # An offer that is withdrawn, or a case that is closed, comes before or after: not in between.
    require(can_adopt(by, held, decision.group, at))
    return Adoption.adopt(
        held, decision, lead=lead, most=most_groups(held, on), by=by, at=at, on=on
    )


@transaction.atomic
def hand_back(adoption: Adoption, *, reason: str, by: Person, at: datetime) -> None:
    """The group gives the case back, and gets no news that wait. Twice is once."""
    adoption.hand_back(reason=reason, by=by, at=at)
    leave_out(adoption.case, adoption.group, at=at)


@transaction.atomic
def take_from(adoption: Adoption, *, reason: str, by: Person, at: datetime, on: date) -> None:
    """The group stands by the case no longer: its core is told without a name, and gets no news that wait.

    What it did stays counted. Raises NotAdopted if it was over.
    """
    adoption.take_back(reason=reason, by=by, at=at)
    case = adoption.case
    leave_out(case, adoption.group, at=at)
    for person in core_of(adoption.group, on):
        if person.email:
            _tell(adoption, person)
    if case.suspension():
        # No mail about it leaves meanwhile, this one neither.
        Message.objects.hold(case.topic, at=at)


def _tell(adoption: Adoption, person: Person) -> None:
    with override(person.language):
        page = reverse("cases:group-cases", args=[adoption.group_id])
    mail.queue(
        "cases/mail/taken_back",
        to=person.email or "",
        language=person.language,
        topic=adoption.case.topic,
        key=f"case-taken-back-{adoption.pk}-{person.pk}",
        context={"person": person, "group": adoption.group, "page": settings.SITE_URL + page},
    )
