"""What somebody answered for passes on with a checklist that the old and the new holder sign."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conftest import NOW, person
from lampion.groups.first_functions import offer_first_functions
from lampion.groups.models import (
    Function,
    HandOver,
    HandOverLine,
    Mandate,
    Membership,
    NotTheirs,
)
from lampion.journal.models import Record
from lampion.kit.registers import matters

DAY = timezone.localdate(NOW)


@pytest.fixture
def begun(belgium, alice, bilal, louvain):
    """Bilal was treasurer; Alice takes it over for a while."""
    offer_first_functions(belgium, at=NOW)
    held = Mandate.give(louvain, bilal, Function.TREASURER, by=None, on=DAY)
    return HandOver.begin(held, alice, by=bilal, at=NOW)


def waiting(one):
    return [matter for matter in matters(one, DAY) if matter.key.startswith("hand-over")]


def test_the_lines_of_the_section_stand_on_it_and_the_same_one_begins_once(begun, alice):
    assert begun.items.count() == 5
    assert HandOver.begin(begun.mandate, alice, by=alice, at=NOW) == begun
    assert Record.objects.filter(verb="began a hand-over").count() == 1


def test_both_sign_each_line_and_then_nothing_waits(begun, alice, bilal):
    assert waiting(alice)
    assert waiting(bilal)
    for item in begun.items.all():
        item.sign(by=bilal, at=NOW)
        item.sign(by=alice, at=NOW + timedelta(days=1))
    assert not waiting(alice)
    assert not waiting(bilal)
    assert begun not in HandOver.objects.unfinished()
    assert Record.objects.filter(verb="signed a hand-over").count() == 10


def test_a_signature_stays_as_it_was(begun, bilal):
    item = begun.items.first()
    item.sign(by=bilal, at=NOW)
    item.sign(by=bilal, at=NOW + timedelta(days=3))
    assert begun.items.first().given_at == NOW


def test_nobody_signs_for_others(as_, begun, alice, bilal, louvain):
    item = begun.items.first()
    dries = Membership.welcome(louvain, person("dries"), by=None, on=DAY).person
    with pytest.raises(NotTheirs):
        item.sign(by=dries, at=NOW)
    assert as_(dries).get(f"/hand-overs/{begun.pk}/").status_code == 403
    as_(alice).post(f"/hand-overs/{begun.pk}/items/{item.pk}/")
    item.refresh_from_db()
    assert item.given_at is None
    assert item.taken_at


def test_a_line_of_another_hand_over_is_not_there(as_, begun, alice, bilal, louvain):
    held = Mandate.objects.open().get(person=alice)
    other = HandOver.begin(held, bilal, by=alice, at=NOW)
    item = other.items.first()
    answer = as_(alice).post(f"/hand-overs/{begun.pk}/items/{item.pk}/")
    assert answer.status_code == 404


def test_the_database_refuses_to_hand_over_to_oneself_or_nothing(begun, alice, louvain):
    said = {"group": louvain, "giver": alice, "begun_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(**said, taker=alice, mandate=begun.mandate)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(**said, taker=begun.giver)


def test_a_line_that_the_section_adds_stands_on_the_next_one(as_, nora, begun, alice, bilal):
    words = {f"words_{code}": "Clé du local" for code in ("fr", "nl", "de", "en")}
    as_(nora).post("/office/hand-overs/", words)
    line = HandOverLine.objects.get(words__fr="Clé du local")
    assert begun.items.count() == 5
    held = Mandate.objects.open().get(person=alice)
    assert HandOver.begin(held, bilal, by=alice, at=NOW).items.count() == 6
    as_(nora).post(f"/office/hand-overs/{line.pk}/dropping/")
    assert line not in HandOverLine.objects.asked(line.section)


def test_a_responsable_begins_it_on_the_page(as_, alice, bilal, louvain, belgium):
    offer_first_functions(belgium, at=NOW)
    held = Mandate.give(louvain, bilal, Function.TREASURER, by=None, on=DAY)
    answer = as_(alice).post(f"/mandates/{held.pk}/hand-over/", {"taker": alice.pk}, follow=True)
    assert "Bilal" in answer.text
    assert HandOver.objects.get().giver == bilal
