"""A canary of each tier: whoever walks the whole site finds those that are for them, and no other, anywhere."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from lampion.cases.models import CaseDocument, CaseReader, Marking, Offer, Tier
from lampion.files.checking import Checked
from tests.crawl import crawl
from tests.house.things_cases import adopt, publish, second_person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUBLIC, ADOPTED, OFFERED, NAMED, EMBARGOED, SUSPENDED = (
    "Serinpublic", "Serinadopte", "Serinoffert", "Serinnomme", "Serindemain", "Serincache",
)  # fmt: skip
CANARIES = (PUBLIC, ADOPTED, OFFERED, NAMED, EMBARGOED, SUSPENDED)
STARTS = (
    "/", "/cases/", "/sitemap.xml", "/cases.atom", "/api/cases", "/api/openapi.json", "/home/", "/office/",
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
        made[SUSPENDED].suspend(reason="x", by=nora, at=NOW)
        yield made


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
