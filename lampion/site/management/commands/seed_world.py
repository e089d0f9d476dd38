from __future__ import annotations

import time
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction
from django.utils import timezone

from lampion.contacts.actions import publish_first_consents
from lampion.groups.models import (
    Function,
    Group,
    LifeStage,
    Mandate,
    Membership,
    ServedPostcode,
    Stage,
)
from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.people.models import Person
from lampion.places import gazetteer
from lampion.sections.models import Section
from lampion.sections.opening import open_section
from lampion.site.living import live_a_year

CODE, COUNTRY, SEED = "world", "be", 1961
BATCH = 1000
DEGREES_AROUND = 0.02
ABOUT = "Volunteers of {place} and around: letters, stands, candles, and a meeting each month."


class Command(BaseCommand):
    help = (
        "Fill a section of its own with many groups, to measure how Lampion bears the whole movement. "
        "Rows go in by the thousand, past the verbs and the journal; every group has a responsable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--groups", type=int, default=7800, help="how many (7800)")
        parser.add_argument("--life", action="store_true", help="each has lived a year already")

    @transaction.atomic
    def handle(self, *args: Any, groups: int, life: bool, **options: Any) -> None:
        if not 1 <= groups <= 100_000:
            raise CommandError("--groups goes from 1 to 100000.")
        if Section.objects.filter(code=CODE).exists():
            raise CommandError(f"The section “{CODE}” is already there.")
        start, now = time.monotonic(), timezone.now()
        section = open_section(
            code=CODE,
            name="World",
            country=COUNTRY,
            provinces=list(gazetteer.country(COUNTRY).provinces),
            by=None,
            at=now,
        )
        publish_first_consents(section, at=now)
        made = Group.objects.bulk_create(_groups(section, groups), batch_size=BATCH)
        _live(made, at=now)
        _lead(made, at=now)
        journal.write_many("founded", made, by=None, at=now)
        if life:
            for name, count in live_a_year(section, at=now, on=timezone.localdate(now)).items():
                self.stdout.write(f"{name}: {count}")
        section.touch()
        self.stdout.write(
            f"Section “{CODE}”: {groups} groups around the {len(section.territory.localities)} localities "
            f"of Belgium, each active, with one responsable; {time.monotonic() - start:.0f} s."
        )


def _groups(section: Section, count: int) -> list[Group]:
    """Go round the localities as often as needed; each time a little beside the place."""
    places, luck = section.territory.localities, Random(SEED)
    groups = []
    for index in range(count):
        place, turn = places[index % len(places)], index // len(places)
        name = f"{place.name} {turn + 1}" if turn else place.name
        about = ABOUT.format(place=place.name)
        group = Group(section=section, number=index + 1, name=name, about=about, languages=["fr"])
        group.settle(place)
        group.lat += luck.uniform(-DEGREES_AROUND, DEGREES_AROUND)
        group.lon += luck.uniform(-DEGREES_AROUND, DEGREES_AROUND)
        groups.append(group.derive())
    return groups


def _live(groups: list[Group], *, at: datetime) -> None:
    day = timezone.localdate(at)
    _insert(LifeStage(group=group, stage=Stage.ACTIVE, since=day) for group in groups)
    _insert(ServedPostcode(group=group, postcode=group.postcode) for group in groups)


def _lead(groups: list[Group], *, at: datetime) -> None:
    day, password = timezone.localdate(at), make_password(None)
    people = [
        Person(
            email=f"world{group.number}@example.org",
            first_name="Responsable",
            last_name=group.name,
            name_key=fold(f"{group.name} Responsable"),
            password=password,
        )
        for group in groups
    ]
    people = Person.objects.bulk_create(people, batch_size=BATCH)
    until = day + timedelta(days=360)
    pairs = list(zip(groups, people, strict=True))
    _insert(Membership(group=group, person=person, joined_on=day) for group, person in pairs)
    _insert(
        Mandate(group=group, person=person, function=Function.COORDINATOR, since=day, until=until)
        for group, person in pairs
    )


def _insert(rows: Any) -> None:
    """Insert rows of one model, a thousand at a time."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model: type[models.Model] = type(batch[0])
        model._default_manager.bulk_create(batch)
