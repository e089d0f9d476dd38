"""A year of shared work in two groups: done, late, promised, and some that nobody took yet."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lampion.groups.models import Group, Membership
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.people.models import Person
from lampion.tasks.models import Repeat, Share, Task

MONTHLY = (
    "Réserver la salle de la réunion",
    "Envoyer le compte rendu",
    "Commander les cartes de la campagne",
    "Écrire aux élus du canton",
    "Préparer le stand du marché",
    "Relire les lettres de l’atelier",
)
STAND = ("Réserver l’emplacement", "Charger les panneaux", "Apporter la caisse", "Ranger le soir")


def tell(story: Story) -> None:
    for number in (12, 7):
        _year(story, story.things["groups"][number])


def _year(story: Story, group: Group) -> None:
    people = [one.person for one in Membership.objects.active().filter(group=group).order_by("pk")][
        :4
    ]
    for month in range(11, 0, -1):
        written = story.now - timedelta(days=30 * month)
        for turn, title in enumerate(MONTHLY[month % 2 :: 2]):
            who = people[(month * month + turn) % len(people)]
            due = timezone.localdate(written) + timedelta(days=14)
            words: dict[str, Any] = {"people": [who], "due_on": due, "origin": "Réunion mensuelle"}
            task = Task.add(group, title, by=people[0], at=written, **words)
            task.finish(by=who, at=written + timedelta(days=9 + turn * 3))
    _now(story, group, people)


def _now(story: Story, group: Group, people: list[Person]) -> None:
    today = timezone.localdate(story.now)
    said: dict[str, Any] = {"by": people[0], "at": story.now - timedelta(days=12)}
    first = date(today.year, today.month, 1) + timedelta(days=32)
    stand = Task.add(
        group, "Tenir le stand du marché de Noël", people=people[:2], places=3, for_all=True,
        due_on=today + timedelta(days=10), checklist=STAND, origin="Réunion mensuelle",
        note="Le camion est chez Dario, les clés au café.", **said,
    )  # fmt: skip
    stand.steps.get(words=STAND[0]).tick(by=people[0], at=story.now)
    Task.add(
        group, "Relever la boîte aux lettres du groupe", people=[people[1]],
        repeat=Repeat.MONTHLY, due_on=first, **said,
    )  # fmt: skip
    Task.add(group, "Appeler l’école pour l’atelier", people=people[:1],
             due_on=today - timedelta(days=4), **said)  # fmt: skip
    Task.add(group, "Coller les affiches dans les commerces", for_all=True,
             due_on=today + timedelta(days=6), **said)  # fmt: skip
    Task.add(group, "Trouver quelqu’un pour tenir la caisse", **said)
    given = Task.add(group, "Traduire le dépliant", people=[people[2]], **said)
    held = Share.objects.get(task=given, person=people[2])
    held.end(by=people[2], at=story.now, word="Les deux premières pages sont faites.")


demo(24, tell)
