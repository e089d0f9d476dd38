"""Whoever opens the first page can sign and write at once, and finds nothing there that is hidden or over."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.utils import timezone

from lampion.cases.models import Case
from lampion.letters.models import Appeal
from lampion.petitions.models import Petition, Tally
from lampion.petitions.tests.casts import a_petition
from tests.house.things_cases import adopt, publish
from tests.house.things_letters import letter_for

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGN, WRITE = 'id="front-petitions"', 'id="front-letters"'


@pytest.fixture
def clock(nora, karim, louvain):
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def samira(clock) -> Case:
    return publish(AT, expires_on=timezone.localdate(AT) + timedelta(days=20))


@pytest.fixture
def petition(samira, belgium, nora, karim) -> Petition:
    return a_petition(belgium, nora, karim, samira, closes_at=AT + timedelta(days=10, hours=1))


@pytest.fixture
def letter(samira) -> Appeal:
    return letter_for(
        samira, AT, title="Lettre pour Samira", ends_on=timezone.localdate(AT) + timedelta(days=5)
    )


def test_what_is_open_is_one_click_away(client, petition, letter):
    page = client.get("/").text
    assert f'href="{petition.get_absolute_url()}#sign"' in page
    assert "Liberté pour Samira" in page
    assert f'href="{letter.get_absolute_url()}#write"' in page
    assert "7 mars 2026" in page


def test_nothing_stands_there_where_nothing_is_open(client, samira):
    page = client.get("/").text
    assert SIGN not in page
    assert WRITE not in page


def test_three_of_each_at_most_the_most_pressing_first(client, samira, belgium, nora, karim):
    days = count(9, -1)
    for _nth in range(4):
        last = AT + timedelta(days=next(days))
        a_petition(belgium, nora, karim, samira, closes_at=last)
    for occasion in ("month", "month", "urgent", "month", "standing"):
        letter_for(samira, AT, title=f"Lettre {occasion}", occasion=occasion)
    page = client.get("/").text
    places = [page.index(f"/petitions/{number}/") for number in (4, 3, 2)]
    assert places == sorted(places)
    assert "/petitions/1/" not in page
    assert page.count('#write"') == 3
    assert page.index("Lettre urgent") < page.index("Lettre month")
    assert "Lettre standing" not in page


HIDING = {
    "the case is suspended": lambda case, petition, letter, by: case.suspend(
        reason="x", by=by, at=AT
    ),
    "both are ended": lambda case, petition, letter, by: (
        petition.close(by=by, at=AT),
        letter.withdraw(by=by, at=AT),
    ),
    "nothing": lambda case, petition, letter, by: None,
}


@pytest.mark.parametrize("why", HIDING)
def test_what_is_hidden_is_gone_at_the_next_click(client, samira, petition, letter, nora, why):
    """With a control, where nothing happened: there it stands still."""
    assert SIGN in client.get("/").text
    HIDING[why](samira, petition, letter, nora)
    page = client.get("/").text
    assert (SIGN in page, WRITE in page) == (why == "nothing", why == "nothing")


def test_what_is_embargoed_or_only_for_some_never_stands_there(client, clock, belgium, nora, karim):
    case = publish(AT, embargo_until=AT + timedelta(hours=2))
    a_petition(belgium, nora, karim, case, opens_at=AT + timedelta(hours=2))
    letter_for(case, AT)
    letter_for(publish(AT, tier="adopters"), AT)
    page = client.get("/").text
    assert SIGN not in page
    assert WRITE not in page


def test_the_last_day_of_a_letter_is_its_last_on_the_page(client, clock, letter):
    clock.move_to(AT + timedelta(days=5))
    assert WRITE in client.get("/").text
    clock.move_to(AT + timedelta(days=6))
    assert WRITE not in client.get("/").text


def test_a_petition_leaves_with_its_second_though_no_job_closes_it(client, clock, petition):
    clock.move_to(petition.closes_at - timedelta(seconds=2))
    assert SIGN in client.get("/").text
    clock.shift(timedelta(seconds=3))
    assert SIGN not in client.get("/").text


def test_a_petition_comes_with_its_second(client, clock, samira, belgium, nora, karim):
    a_petition(belgium, nora, karim, samira, opens_at=AT + timedelta(hours=2))
    assert SIGN not in client.get("/").text
    clock.shift(timedelta(hours=1, minutes=59))
    assert SIGN not in client.get("/").text
    clock.shift(timedelta(minutes=1, seconds=1))
    assert SIGN in client.get("/").text


def test_the_number_is_a_few_seconds_old_at_most(client, clock, petition):
    client.get("/")
    Tally.objects.filter(petition=petition).update(online=41)
    clock.shift(timedelta(seconds=6))
    assert "<strong>41</strong>" in client.get("/").text


def test_the_page_is_kept_all_the_same(client, petition, letter, django_assert_max_num_queries):
    """With numbers on it, and with none for as long as nothing changes."""
    first = client.get("/").content
    with django_assert_max_num_queries(1):
        assert client.get("/").content == first


def test_the_page_is_kept_for_hours_where_it_says_no_number(
    client, clock, letter, django_assert_max_num_queries
):
    first = client.get("/").content
    clock.shift(timedelta(hours=3))
    with django_assert_max_num_queries(1):
        assert client.get("/").content == first


def test_all_of_it_costs_few_questions(
    client, samira, belgium, nora, karim, django_assert_max_num_queries
):
    for _nth in range(3):
        a_petition(belgium, nora, karim, samira)
        letter_for(samira, AT)
    with django_assert_max_num_queries(16):
        assert client.get("/").text.count('#write"') == 3


def test_what_is_done_from_the_case_of_a_group_counts_for_the_group(
    as_, alice, louvain, samira, letter, petition
):
    adopt(samira, AT)
    page = as_(alice).get(f"/my-groups/{louvain.pk}/cases/{samira.key}/").text
    for said in (f"?group={louvain.number}", f"?g={louvain.number}"):
        assert said in page
        assert said not in as_(alice).get(samira.get_absolute_url()).text
