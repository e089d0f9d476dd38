"""Every page of people at risk, petitions, letters and events, by the table of doors: none is left out."""

from __future__ import annotations

import pytest
from django.test import Client

from lampion.people.models import Person
from tests.browser.test_looking_at_every_page import LOOKS
from tests.house.addresses import address
from tests.house.test_doors import ACTORS, doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOMS = ("cases", "petitions", "letters", "events")
# How many pages each of them opens at least, so that an empty table is no success.
READERS = {"nora": 25, "alice": 12, "nobody": 8}


def pages_of(name: str) -> list[str]:
    """Return the routes that show the actor a page."""
    place = ACTORS.index(name)
    return [
        route
        for route, method, answers in doors()
        if method == "get" and answers[place] == 200 and route.split(":")[0] in ROOMS
    ]


def is_page(reader: Client, where: str) -> bool:
    answer = reader.get(where)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", READERS)
def test_axe_finds_nothing_and_nothing_overflows(
    visit, nora, karim, alice, bilal, wim, hanna, zoe, louvain, namur, eloise, look, name
):
    visitor, reader = visit(**LOOKS[look], bypass_csp=True), Client()
    if name != "nobody":
        visitor.sign_in(f"{name}@example.org")
        reader.force_login(Person.objects.get(email=f"{name}@example.org"))
    found, seen = [], 0
    for route in pages_of(name):
        where = address(route)
        if not is_page(reader, where):
            continue
        seen += 1
        visitor.page.goto(where)
        found += [(route, *fault) for fault in visitor.axe()]
        needs, has = visitor.width()
        if needs > has:
            found.append((route, "overflows", needs))
    assert found == []
    assert seen >= READERS[name]
