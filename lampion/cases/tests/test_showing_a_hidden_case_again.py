"""Before a hidden case is shown again: why it was hidden, by whom, and what leaves; only for the reason that was read."""

from datetime import UTC, datetime

import pytest

from lampion.cases.models import Stale
from lampion.journal.models import Record
from lampion.mail import actions as mail
from lampion.mail.models import Message
from tests.house.things_cases import publish

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def case(nora):
    found = publish(NOW)
    words = {"subject": "x", "text": "x", "html": ""}
    mail.queue_words(words, to="eloise@example.org", language="fr", topic=found.topic)
    found.suspend(reason="sa famille est menacée", by=nora, at=NOW)
    return found


def held() -> int:
    return Message.objects.exclude(held_at=None).count()


def test_the_page_of_the_case_leads_to_a_question_and_shows_nothing_by_itself(as_, nora, case):
    office, way = as_(nora), f"/office/cases/{case.pk}/resumption/"
    page = office.get(f"/office/cases/{case.pk}/").text
    assert f'href="{way}"' in page
    assert f'action="{way}"' not in page
    asked = office.get(way)
    assert asked.status_code == 200
    for said in (
        "sa famille est menacée",
        "Nora",
        "2 mars 2026",
        f'value="{case.suspension().pk}"',
    ):
        assert said in asked.text
    assert "Les mails qui attendent partent alors" in asked.text
    assert case.suspension()
    assert held() == 1


def test_it_is_shown_again_by_whoever_read_why_it_was_hidden(as_, client, nora, case):
    way = f"/office/cases/{case.pk}/resumption/"
    answer = as_(nora).post(way, {"seen": case.suspension().pk})
    assert answer["Location"] == f"/office/cases/{case.pk}/"
    assert client.get(case.get_absolute_url()).status_code == 200
    assert held() == 0
    assert as_(nora).get(way).status_code == 302


@pytest.mark.parametrize("said", [{}, {"seen": "x"}, {"seen": "0"}])
def test_a_touch_that_read_no_reason_shows_nothing(as_, client, nora, case, said):
    answer = as_(nora).post(f"/office/cases/{case.pk}/resumption/", said, follow=True)
    assert "sa famille est menacée" in answer.text
    assert client.get(case.get_absolute_url()).status_code == 404
    assert held() == 1


def test_a_new_danger_is_not_lifted_by_who_read_of_the_former_one(as_, client, nora, case):
    first = case.suspension()
    first.end(by=nora, at=NOW)
    case.suspend(reason="on l'a menacée de nouveau", by=nora, at=NOW)
    with pytest.raises(Stale):
        first.end(by=nora, at=NOW)
    answer = as_(nora).post(f"/office/cases/{case.pk}/resumption/", {"seen": first.pk}, follow=True)
    assert "menacée de nouveau" in answer.text
    assert client.get(case.get_absolute_url()).status_code == 404


def test_to_show_it_again_twice_is_once(nora, case):
    first = case.suspension()
    for _again in range(2):
        first.end(by=nora, at=NOW)
    assert Record.objects.filter(verb="resumed case").count() == 1
