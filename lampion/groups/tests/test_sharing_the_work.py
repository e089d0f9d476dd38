"""Elected mandates have an end and are renewed; functions of the section's list are shared out and open what they say."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from conftest import NOW, person
from lampion.groups.models import (
    Circle,
    Function,
    Holding,
    LastCoordinator,
    Mandate,
    Membership,
    NotOfTheCore,
    Power,
    SectionFunction,
    TooLong,
)
from lampion.groups.models.mandate import leave
from lampion.groups.rules import can_announce_meetings, can_elect, can_manage_people, holds
from lampion.groups.work import sheet
from lampion.journal.models import Record
from lampion.kit.registers import group_matters, matters
from lampion.sections.models import Parameter


@pytest.fixture(autouse=True)
def _in_french():
    with override("fr"):
        yield


DAY = timezone.localdate(NOW)


@pytest.fixture
def secretary(belgium):
    names = {"fr": "Secrétaire", "nl": "Secretaris", "de": "Schriftführung", "en": "Secretary"}
    return SectionFunction.offer(belgium, names, [Power.MEETINGS], by=None, at=NOW)


def mandate_of(one):
    return Mandate.objects.open().get(person=one)


def ends_of(found):
    return [one for one in found if "-ends-" in one.key]


def test_a_mandate_is_planned_for_as_long_as_the_section_allows(alice, louvain):
    assert mandate_of(alice).until == date(2027, 2, 1)


def test_the_section_says_how_long_a_mandate_lasts(belgium, bilal, louvain):
    Parameter(section=belgium, name="mandate-months", value=12, valid_from=DAY).adopt(by=None)
    given = Mandate.give(louvain, bilal, Function.TREASURER, by=None, on=DAY)
    assert given.until == date(2027, 3, 2)
    with pytest.raises(TooLong):
        mandate_of(bilal).renew(by=None, on=DAY, until=date(2027, 3, 3))
    assert mandate_of(bilal) == given


def test_renewed_it_is_a_new_row_with_its_own_days(alice, louvain):
    before = mandate_of(alice)
    after = before.renew(by=alice, on=date(2026, 12, 1))
    before.refresh_from_db()
    assert before.ended_on == after.since == date(2026, 12, 1)
    assert after.until == date(2028, 1, 1)
    assert Record.objects.filter(verb="renewed mandate", by=alice).count() == 1
    with pytest.raises(Mandate.DoesNotExist):
        before.renew(by=alice, on=date(2026, 12, 2))


def test_an_ending_mandate_announces_itself_to_its_holder_the_responsable_and_the_agenda(
    alice, bilal, wim, louvain
):
    given = Mandate.give(louvain, bilal, Function.TREASURER, by=None, on=DAY)
    early, soon = given.until - timedelta(days=61), given.until - timedelta(days=60)
    key = f"mandate-ends-{given.pk}"
    for reader in (alice, bilal):
        assert key not in [one.key for one in matters(reader, early)]
        assert key in [one.key for one in matters(reader, soon)]
    assert key in [one.key for one in group_matters([louvain.pk], soon)]
    assert not ends_of(matters(wim, soon))


def test_past_its_end_it_stays_open_and_says_so(alice, louvain):
    late = date(2027, 3, 1)
    assert holds(alice, louvain, Power.PEOPLE)
    assert any("Alice" in gap for gap in sheet(louvain, late).gaps)
    assert not any("Alice" in gap for gap in sheet(louvain, DAY).gaps)


def test_gaps_and_overlaps_are_said(alice, bilal, louvain, secretary):
    gaps = " ".join(sheet(louvain, DAY).gaps)
    assert "trésorier" in gaps
    Mandate.give(louvain, bilal, Function.TREASURER, by=None, on=DAY)
    Mandate.give(louvain, bilal, Function.COORDINATOR, by=None, on=DAY)
    Holding.give(louvain, bilal, secretary, by=alice, on=DAY)
    made = sheet(louvain, DAY)
    assert len(made.gaps) == 1
    assert "Alice" in made.gaps[0]
    assert made.functions[0].held[0].person == bilal


def test_a_function_opens_what_it_says_from_the_next_click_to_its_end(
    as_, alice, bilal, louvain, secretary
):
    assert not can_announce_meetings(bilal, louvain)
    held = Holding.give(louvain, bilal, secretary, by=alice, on=DAY)
    assert can_announce_meetings(bilal, louvain)
    assert not can_manage_people(bilal, louvain)
    secretary.revise(secretary.names, [Power.PEOPLE], by=alice, at=NOW)
    assert not can_announce_meetings(bilal, louvain)
    assert can_manage_people(bilal, louvain)
    assert not can_elect(bilal, louvain)
    held.end(by=bilal, on=DAY)
    held.end(by=bilal, on=DAY)
    assert not can_manage_people(bilal, louvain)
    assert Record.objects.filter(verb="ended function").count() == 1


def test_a_function_opens_nothing_in_another_group(bilal, louvain, namur, secretary):
    Holding.give(louvain, bilal, secretary, by=None, on=DAY)
    Membership.welcome(namur, bilal, by=None, on=DAY)
    assert not can_announce_meetings(bilal, namur)


def test_only_the_core_answers_for_something(wim, louvain, secretary):
    with pytest.raises(NotOfTheCore):
        Holding.give(louvain, wim, secretary, by=None, on=DAY)
    Mandate.give(louvain, wim, Function.TREASURER, by=None, on=DAY)
    assert Membership.objects.active().get(person=wim).circle == Circle.CORE


def test_given_twice_it_is_one_holding_and_several_share_it(alice, bilal, louvain, secretary):
    Holding.give(louvain, bilal, secretary, by=None, on=DAY)
    Holding.give(louvain, bilal, secretary, by=None, on=DAY)
    Holding.give(louvain, alice, secretary, by=None, on=DAY)
    assert Holding.objects.open().count() == 2


def test_the_database_refuses_a_second_open_holding(bilal, louvain, secretary):
    said = {"group": louvain, "person": bilal, "function": secretary, "since": DAY}
    Holding.objects.create(**said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(**said)
    Holding.objects.create(**said, ended_on=DAY)


def test_whoever_leaves_leaves_the_functions_too(bilal, louvain, secretary):
    Holding.give(louvain, bilal, secretary, by=None, on=DAY)
    leave(Membership.objects.active().get(person=bilal), by=bilal, on=DAY)
    assert not Holding.objects.open().exists()


def test_the_responsable_notes_an_election_and_shares_a_function_out(
    as_, alice, bilal, louvain, secretary
):
    client, home = as_(alice), f"/my-groups/{louvain.pk}"
    elected = {"person": bilal.pk, "function": "treasurer", "on": "2026-11-01", "until": ""}
    assert client.post(f"{home}/mandates/new/", elected).status_code == 302
    assert mandate_of(bilal).until == date(2027, 12, 1)
    shared = {"person": bilal.pk, "function": secretary.pk, "until": ""}
    assert client.post(f"{home}/functions/new/", shared).status_code == 302
    page = client.get(f"{home}/functions/").text
    assert "Secrétaire" in page
    assert str(Power.MEETINGS.label) in page


def test_too_long_a_mandate_is_refused_beside_its_field(as_, alice, bilal, louvain):
    said = {"person": bilal.pk, "function": "treasurer", "on": "2026-11-01", "until": "2028-01-01"}
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/mandates/new/", said)
    assert answer.status_code == 422
    assert not Mandate.objects.filter(person=bilal).exists()


def test_whoever_is_not_of_the_core_is_not_on_the_list(as_, alice, wim, louvain, secretary):
    said = {"person": wim.pk, "function": secretary.pk}
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/functions/new/", said)
    assert answer.status_code == 422


def test_a_holder_gives_it_back_alone_and_others_do_not(as_, alice, bilal, louvain, secretary):
    dries = Membership.welcome(louvain, person("dries"), by=None, on=DAY).person
    held = Holding.give(louvain, bilal, secretary, by=None, on=DAY)
    ending = f"/holdings/{held.pk}/ending/"
    assert as_(dries).post(ending).status_code == 403
    assert as_(bilal).post(ending).status_code == 302
    assert not Holding.objects.open().exists()


def test_the_last_responsable_stays_by_this_door_too(as_, alice, louvain):
    as_(alice).post(f"/mandates/{mandate_of(alice).pk}/ending/")
    assert mandate_of(alice)
    with pytest.raises(LastCoordinator):
        mandate_of(alice).end(by=None, on=DAY)


def test_the_section_words_its_functions_and_no_longer_offers_one(
    as_, nora, bilal, louvain, secretary
):
    client = as_(nora)
    names = {f"name_{code}": f"Affiches {code}" for code in ("fr", "nl", "de", "en")}
    client.post("/office/functions/", names | {"powers": ["documents"]})
    made = SectionFunction.objects.get(names__fr="Affiches fr")
    assert made.powers() == [Power.DOCUMENTS]
    held = Holding.give(louvain, bilal, made, by=None, on=DAY)
    client.post(f"/office/functions/{made.pk}/dropping/")
    assert made not in SectionFunction.objects.offered(louvain.section)
    assert held in Holding.objects.open()
    assert "Affiches" in str(sheet(louvain, DAY).functions[-1].title)


def test_the_office_sees_how_many_do_what_and_no_phone(as_, nora, bilal, louvain, secretary):
    bilal.phone = "0470 12 34 56"
    bilal.phone_open = "group"
    bilal.save()
    Holding.give(louvain, bilal, secretary, by=None, on=DAY)
    page = as_(nora).get(f"/office/groups/{louvain.pk}/").text
    assert "Secrétaire" in page
    assert "0470" not in page
