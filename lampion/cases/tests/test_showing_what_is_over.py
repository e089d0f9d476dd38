"""A case that is closed, or past its last day, carries a sign wherever it stands, and is in no list of what to do."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from lampion.cases.models import NewsKind
from tests.house.things_cases import adopt, publish, second_person
from tests.house.things_news import tell

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def three(clock, nora, louvain, alice):
    """Ivan can be helped; Thuy is free; the last day of Amal has passed. Louvain stands by all."""
    ivan, thuy = publish(NOW, name="Ivan"), publish(NOW, name="Thuy")
    amal = publish(NOW, name="Amal", expires_on=date(2026, 3, 3))
    for case in (ivan, thuy, amal):
        adopt(case, NOW)
    thuy.close(good=True, words="Libre", by=nora, at=NOW)
    clock.move_to(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    return ivan, thuy, amal


def signs(page):
    """Return what the badges of each card say."""
    said = {}
    for card in page.split('<li class="card')[1:]:
        name = next(one for one in ("Ivan", "Thuy", "Amal") if one in card)
        card = card.partition("</li>")[0]
        said[name] = {one for one in ("bonne nouvelle", "dernier jour passé") if one in card}
    return said


SIGNS = {"Ivan": set(), "Thuy": {"bonne nouvelle"}, "Amal": {"dernier jour passé"}}


def test_the_page_of_a_country_shows_first_for_whom_something_can_be_done(client, three):
    page = client.get("/countries/ma-maroc/").text
    assert signs(page) == SIGNS
    first, heading, second = page.partition("Ce que ces personnes sont devenues")
    assert heading
    assert [name for name in SIGNS if name in first] == ["Ivan"]
    assert [name for name in SIGNS if name in second] == ["Thuy", "Amal"]
    assert "1 dossier" in client.get("/countries/").text


def test_a_country_where_all_is_over_is_still_found(client, three, nora):
    three[0].close(good=False, words="x", by=nora, at=NOW)
    assert "/countries/ma-maroc/" in client.get("/countries/").text
    assert (
        "dossier" not in client.get("/countries/").text.partition("<h1")[2].partition("</main")[0]
    )


def test_the_list_of_a_group_says_what_is_over(as_, three, alice, louvain):
    assert signs(as_(alice).get(f"/my-groups/{louvain.pk}/cases/").text) == SIGNS


def test_the_feed_holds_only_what_can_be_acted_for(client, three):
    feed = client.get("/cases.atom").text
    assert [case.key in feed for case in three] == [True, False, False]


# --- taking good news back --------------------------------------------------------------------


@pytest.fixture
def withdrawal(nora, as_):
    def asked_and_done(news):
        page = f"/office/case-news/{news.pk}/withdrawal/"
        before = as_(nora).get(page).text
        return before, as_(nora).post(page, follow=True).text

    return asked_and_done


def test_taking_good_news_back_says_that_the_case_opens_again(withdrawal, nora):
    case = publish(NOW)
    before, after = withdrawal(tell(NOW, case=case, kind=NewsKind.GOOD))
    assert "il sera rouvert" in before
    assert "de nouveau ouvert" in after
    assert case.closing() is None


def test_a_case_that_was_closed_otherwise_stays_so_and_the_page_says_it(withdrawal, nora):
    case = publish(NOW)
    case.close(good=False, words="x", by=second_person(), at=datetime(2026, 3, 1, tzinfo=UTC))
    before, after = withdrawal(tell(NOW, case=case, kind=NewsKind.GOOD))
    assert "reste clos" in before
    assert "il sera rouvert" not in before
    assert "de nouveau ouvert" not in after
    assert case.closing() is not None


def test_of_an_update_nothing_is_said_of_opening(withdrawal, nora):
    before, after = withdrawal(tell(NOW))
    assert "rouvert" not in before
    assert "de nouveau ouvert" not in after
