"""Sheets of a stand and of a school in every state, and a petition that was handed over at an embassy."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.groups.rules import core_of
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.people.models import Person
from lampion.petitions.counting import count
from lampion.petitions.deliveries import hand_over, make_files, prepare
from lampion.petitions.models import Bundle, Custody, DeliveryAnswer, Sheet, SheetCount, Step
from lampion.petitions.paper import declare_lost, order_sheets

# How many valid signatures each of the people who counted a sheet of the stand found.
FOUND = ((9, 9), (10, 10), (7, 8, 7), (10, 10), (6,), ())


def tell(story: Story) -> None:
    groups, staff = story.things["groups"], story.things["staff"]
    _stand(story, groups[12], staff[2])
    _school(story, groups[7])
    count(story.now)
    _handed(story, staff[0])


def _ordered(story: Story, group: Group, count: int, *, at: datetime, **for_whom: Any) -> Bundle:
    said = {"event": None, "school": ""} | for_whom
    by = core_of(group, timezone.localdate(at))[0]
    return order_sheets(
        story.things["petition"], group=group, language="fr", count=count, lines=10, by=by, at=at,
        **said,
    )  # fmt: skip


def _note(sheets: list[Sheet], step: Step, person: Person, at: datetime, place: str = "") -> None:
    on = timezone.localdate(at)
    Custody.note(sheets, step, person=person, place=place, on=on, by=person, at=at)


def _stand(story: Story, group: Group, greet: Person) -> None:
    at = story.now - timedelta(days=9)
    people = core_of(group, timezone.localdate(at))
    event = Event.objects.there().filter(group=group).first()
    bundle = _ordered(story, group, 9, at=at, event=event)
    sheets = list(bundle.sheets.select_related("petition"))
    day = story.now - timedelta(days=5)
    _note(sheets[:4], Step.TAKEN, people[0], day, "Place de l’Université")
    _note(sheets[4:8], Step.TAKEN, people[1], day, "Place de l’Université")
    back = day + timedelta(days=1)
    _note(sheets[:6], Step.RETURNED, people[0], back)
    for sheet, found in zip(sheets, FOUND, strict=False):
        for person, valid in zip((people[0], people[1], greet), found, strict=False):
            back += timedelta(minutes=9)
            SheetCount.enter(sheet, valid, by=person, at=back)
    _note(sheets[:1], Step.DESTROYED, people[1], story.now - timedelta(days=1))
    loss = declare_lost(
        bundle,
        sheets[6:7],
        "Une feuille s’est envolée pendant l’averse. Nous avons cherché jusqu’au soir.",
        signed=3,
        on=timezone.localdate(day),
        by=people[1],
        at=day + timedelta(hours=5),
    )
    words = "Trois noms, retrouvés par personne. La feuille était trempée : le risque est faible."
    loss.judge(told=False, words=words, by=greet, at=day + timedelta(hours=20))


def _school(story: Story, group: Group) -> None:
    at = story.now - timedelta(days=3)
    bundle = _ordered(story, group, 5, at=at, school="Athénée royal, classes de cinquième")
    people = core_of(group, timezone.localdate(at))
    sheets = list(bundle.sheets.select_related("petition"))
    _note(sheets[:3], Step.TAKEN, people[0], at + timedelta(days=1), "Athénée royal")


def _handed(story: Story, nora: Person) -> None:
    petition, at = story.things["petition"], story.now - timedelta(days=2)
    made = prepare(petition, language="fr", with_names=True, by=nora, at=at)
    make_files(at)
    words = "Par une bénévole de Louvain-la-Neuve et une de Namur, au guichet de l’ambassade."
    on = timezone.localdate(at)
    hand_over(made, on=on, how="embassy", words=words, by=nora, at=at + timedelta(hours=4))
    answer = "La consule a reçu les deux bénévoles dix minutes. Elle transmettra, dit-elle."
    DeliveryAnswer.note(made, answer, on=on, by=nora, at=at + timedelta(hours=6))


demo(58, tell)
