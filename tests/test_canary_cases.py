"""A canary of each tier: whoever walks the whole site finds those that are for them, and no other, anywhere."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lampion.cases.models import CaseDocument, CaseReader, Marking, Offer, Tier
from lampion.files.checking import Checked
from lampion.letters.models import Appeal
from tests.crawl import crawl
from tests.house.things_cases import adopt, publish, second_person
from tests.house.things_letters import draft_of, letter_for, publish_letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUBLIC, ADOPTED, OFFERED, NAMED, EMBARGOED, SUSPENDED = (
    "Serinpublic", "Serinadopte", "Serinoffert", "Serinnomme", "Serindemain", "Serincache",
)  # fmt: skip
# The letters of each, and those that nobody may write today: they stand with the secretariat alone.
LETTERS = {
    name.replace("Serin", "Merle"): name
    for name in (PUBLIC, ADOPTED, OFFERED, NAMED, EMBARGOED, SUSPENDED)
}
OVER = {
    "Merlefini": {"starts": -9, "ends": -1},
    "Merleplustard": {"starts": 3},
    "Merleretire": {},
    "Merlebrouillon": {},
}
CANARIES = (PUBLIC, ADOPTED, OFFERED, NAMED, EMBARGOED, SUSPENDED)
STARTS = (
    "/", "/cases/", "/sitemap.xml", "/cases.atom", "/api/cases", "/api/letters", "/letters/", "/api/openapi.json", "/home/", "/office/",
    "/office/cases/", "/groups/", "/news/", "/find/?q=Serin", "/privacy/",
)  # fmt: skip
# Nora writes cases. Alice and Bilal are of Louvain-la-Neuve, which adopted one and was offered another; Zoe was
# named for the third; Karim only answers requests; Wim follows the group, Hanna left it.
FINDS = {
    "nora": set(CANARIES),
    "karim": {PUBLIC},
    "alice": {PUBLIC, ADOPTED, OFFERED},
    "bilal": {PUBLIC, ADOPTED, OFFERED},
    "wim": {PUBLIC, ADOPTED, OFFERED},
    "hanna": {PUBLIC},
    "zoe": {PUBLIC, NAMED},
    "nobody": {PUBLIC},
}


@pytest.fixture
def canaries(nora, karim, alice, bilal, wim, hanna, zoe, louvain, namur, eloise):
    """Each case, with a paper inside it, under its name."""
    with time_machine.travel(NOW, tick=False):
        tiers = {ADOPTED: Tier.ADOPTERS, OFFERED: Tier.ADOPTERS, NAMED: Tier.NAMED}
        made = {
            name: publish(
                NOW, name=name, summary=f"{name} en deux phrases.", tier=tiers.get(name, Tier.PUBLIC),
                embargo_until=NOW + timedelta(1) if name == EMBARGOED else None,
            )
            for name in CANARIES
        }  # fmt: skip
        for case in made.values():
            words = {"title": "x", "marking": Marking.EXTERNAL, "language": "fr"}
            paper = CaseDocument.add(case, words, Checked(b"x", "text/plain"), by=nora, at=NOW)
            paper.release(by=second_person(), at=NOW)
        adopt(made[ADOPTED], NOW)
        Offer.make(made[OFFERED], louvain, by=nora, at=NOW)
        CaseReader.name(made[NAMED], zoe, by=nora, at=NOW)
        _letters(made)
        made[SUSPENDED].suspend(reason="x", by=nora, at=NOW)
        yield made


def _letters(made):
    for title, name in LETTERS.items():
        letter_for(made[name], NOW, title=title)
    for title, days in OVER.items():
        said = {"starts_on": timezone.localdate(NOW) + timedelta(days.get("starts", 0))}
        said["ends_on"] = (
            timezone.localdate(NOW) + timedelta(days["ends"]) if "ends" in days else None
        )
        draft = draft_of(made[PUBLIC], NOW, title=title, **said)
        if title != "Merlebrouillon":
            publish_letter(draft, NOW)
        if title == "Merleretire":
            draft.withdraw(by=draft.by, at=NOW)


@pytest.mark.parametrize("name", FINDS)
def test_whoever_walks_the_whole_site_finds_what_is_for_them(name, canaries, request):
    client = Client()
    if name != "nobody":
        client.force_login(request.getfixturevalue(name))
    pages = crawl(client, STARTS)
    found = {canary for canary in CANARIES for text in pages.values() if canary in text}
    assert found == FINDS[name]
    keys = {name for name, case in canaries.items() for text in pages.values() if case.key in text}
    assert keys == FINDS[name]
    letters = {title for title in (*LETTERS, *OVER) for text in pages.values() if title in text}
    readable = {title for title, case in LETTERS.items() if case in FINDS[name]}
    assert letters == readable | (set(OVER) if name == "nora" else set())


def test_machines_are_told_of_the_letters_that_everybody_may_write(canaries, client):
    said = client.get("/api/letters").text
    assert [title for title in (*LETTERS, *OVER) if title in said] == ["Merlepublic"]
    letters = {one.title: one.get_absolute_url() for one in Appeal.objects.all()}
    mapped = client.get("/sitemap.xml").text
    assert [title for title, page in letters.items() if page in mapped] == ["Merlepublic"]


@pytest.mark.parametrize("name", FINDS)
def test_a_guessed_address_answers_like_nothing_at_all(name, canaries, request):
    """Not even what the secretariat may read stands at a public address."""
    client = Client()
    if name != "nobody":
        client.force_login(request.getfixturevalue(name))
    readable = FINDS[name] if name != "nora" else {PUBLIC}
    for canary, case in canaries.items():
        expected = 200 if canary in readable else 404
        assert client.get(case.get_absolute_url()).status_code == expected, canary
    hidden = client.get(canaries[EMBARGOED].get_absolute_url())
    assert hidden.status_code == client.get("/cases/nothing-at-all/").status_code == 404
