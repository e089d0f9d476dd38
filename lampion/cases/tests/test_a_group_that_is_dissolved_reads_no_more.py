"""A group that is dissolved reads no case that not everybody reads, and hears no news of it; its neighbour still does."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from lampion.cases.following import readers_of
from lampion.cases.models import CaseDocument, Marking, Offer, Tier
from lampion.cases.rules import (
    can_adopt,
    led_by,
    read_together,
    stands_by,
    visible_cases,
    visible_documents,
)
from lampion.files.checking import Checked
from lampion.groups.models import LifeStage, Stage
from tests.house.things_cases import publish
from tests.house.things_news import stand

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def dissolve(namur):
    def end():
        LifeStage.objects.filter(group=namur, until=None).update(stage=Stage.CLOSED)

    return end


@pytest.fixture
def case(nora, louvain, alice, namur, zoe):
    """Louvain and Namur stand by it."""
    found = publish(NOW, tier=Tier.ADOPTERS)
    for group, by in ((louvain, alice), (namur, zoe)):
        stand(found, group, by, NOW)
    return found


def sees(person, group, case) -> set[str]:
    """Return by which ways somebody of a group finds the case."""
    ways = {
        "reads": visible_cases(person, NOW).filter(pk=case.pk).exists(),
        "reads together": read_together([group], NOW).filter(pk=case.pk).exists(),
        "stands by": stands_by(person, case),
        "leads": led_by(person).filter(case=case).exists(),
        "hears": readers_of(case).filter(pk=person.pk).exists(),
        "papers": visible_documents(person, case, NOW).exists(),
    }
    return {way for way, open_ in ways.items() if open_}


def test_what_it_adopted_is_closed_to_it_in_every_way(
    case, nora, louvain, alice, namur, zoe, dissolve
):
    words = {"title": "Fiche", "index": "", "marking": Marking.INTERNAL, "language": "fr"}
    CaseDocument.add(case, words, Checked(b"Des faits.", "text/plain"), by=nora, at=NOW)
    everything = {"reads", "reads together", "stands by", "leads", "hears", "papers"}
    assert sees(zoe, namur, case) == everything  # the control: before
    dissolve()
    assert sees(zoe, namur, case) == set()
    assert sees(alice, louvain, case) == everything


def test_its_pages_and_addresses_answer_like_nothing(as_, case, namur, zoe, dissolve):
    page = f"/my-groups/{namur.pk}/cases/{case.key}/"
    ways = (page, f"{page}questions/", f"{page}deeds/", f"/cases/{case.key}/")
    assert {as_(zoe).get(way).status_code for way in ways} == {200}
    dissolve()
    assert {as_(zoe).get(way).status_code for way in ways} == {404}
    assert case.key not in as_(zoe).get(f"/my-groups/{namur.pk}/cases/").text


def test_its_home_forgets_it_at_the_next_click(as_, case, namur, zoe, dissolve):
    home = f"/my-groups/{namur.pk}/"
    assert "Samira" in as_(zoe).get(home).text
    dissolve()
    assert "Samira" not in as_(zoe).get(home).text


def test_what_was_offered_to_it_is_closed_to_it_too(nora, louvain, alice, namur, zoe, dissolve):
    case = publish(NOW, tier=Tier.ADOPTERS)
    for group in (louvain, namur):
        Offer.make(case, group, by=nora, at=timezone.now())
    assert sees(zoe, namur, case) == {"reads"}
    assert can_adopt(zoe, case, namur, NOW)
    dissolve()
    assert sees(zoe, namur, case) == set()
    assert not can_adopt(zoe, case, namur, NOW)
    assert sees(alice, louvain, case) == {"reads"}
