"""Verbs that cross the nouns of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lampion.groups.models import (
    Circle,
    Function,
    Group,
    GroupInvitation,
    LifeStage,
    Mandate,
    Membership,
    Stage,
)
from lampion.groups.models.mandate import leave
from lampion.groups.rules import can_manage_people
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


@transaction.atomic
def invite_member(
    group: Group,
    email: str,
    *,
    first_name: str,
    last_name: str,
    language: str,
    circle: str,
    by: Person,
    at: datetime,
) -> GroupInvitation:
    """Ask the person with this address, made if there was none, to join. Raises AlreadyMember, AlreadyInvited."""
    person = Person.objects.expected(
        email, first_name=first_name, last_name=last_name, language=language
    )
    return GroupInvitation.send(group, person, circle=circle, by=by, at=at)


@transaction.atomic
def move(membership: Membership, to: Group, *, by: Person, at: datetime) -> Membership:
    """Let a member go from one group to another, in one piece; both keep it in their journal.

    In the new group they begin outside the core, which reads minutes and votes: its responsable opens that,
    unless whoever moves them looks after the people there too.
    Raises AlreadyMember, and LastCoordinator as Mandate.end does; then nothing changes.
    """
    on: date = timezone.localdate(at)
    keys = [membership.group_id, to.pk]
    list(Group.objects.select_for_update().filter(pk__in=keys).order_by("pk"))  # in one order
    leave(membership, by=by, on=on)
    person = membership.person
    circle = membership.circle
    if circle == Circle.CORE and not can_manage_people(by, to):
        circle = Circle.NETWORK
    arrived = Membership.welcome(
        to, person, by=by, on=on, circle=circle, came_from=membership.group
    )
    if by != person and person.email:
        Invitation.send(person, by=by, at=at, reason=to.name)
    return arrived
