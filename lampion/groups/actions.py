"""Verbs that cross the nouns of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lampion.groups.models import Function, Group, LifeStage, Mandate, Stage
from lampion.journal import models as journal
from lampion.people.models import Invitation, Person
from lampion.places.gazetteer import Locality
from lampion.sections.models import Section


@transaction.atomic
def found_group(
    section: Section,
    number: int,
    name: str,
    locality: Locality,
    *,
    by: Person | None,
    at: datetime,
    served: Iterable[str] = (),
    stage: Stage = Stage.ACTIVE,
    **fields: Any,
) -> Group:
    """Create a group in `locality`, serving its postcode and those of `served`, at a stage of its life."""
    group = Group(section=section, number=number, name=name, **fields)
    group.settle(locality)
    group.save()
    group.serve(served)
    LifeStage.enter(group, stage, by=by, on=timezone.localdate(at))
    journal.write("founded", group, by=by, at=at)
    return group


@transaction.atomic
def entrust(
    group: Group,
    function: Function,
    email: str,
    *,
    first_name: str,
    last_name: str,
    language: str,
    by: Person,
    at: datetime,
) -> Mandate:
    """Give `function` to the person with this address, made if there was none, and invite them by mail."""
    person = Person.objects.expected(
        email, first_name=first_name, last_name=last_name, language=language
    )
    mandate = Mandate.give(group, person, function, by=by, on=timezone.localdate(at))
    Invitation.send(person, by=by, at=at, reason=group.name)
    return mandate
