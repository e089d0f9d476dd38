"""The private page of a request whose words are gone says what happened: withdrawn, emptied in its time, or erased."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.models import Enquiry, Stage
from lampion.enquiries.retention import empty_what_leaves
from lampion.privacy.actions import forget_address

WITHDRAWN, EMPTIED, ERASED = "est retirée", "fermée et vidée", "est effacée"


@pytest.fixture
def page(client, eloise):
    def read():
        answer = client.get(f"/enquiries/{Enquiry.link_token(eloise.form_key)}/")
        assert answer.status_code == 200
        return answer.text.split("<main")[1].split("<ol")[0]

    return read


def said(text):
    return [words for words in (WITHDRAWN, EMPTIED, ERASED) if words in text]


def test_what_the_newcomer_took_back_is_withdrawn(eloise, page):
    actions.withdraw(eloise, at=timezone.now())
    assert said(page()) == [WITHDRAWN]


@pytest.mark.parametrize("stage", [Stage.ANSWERED, Stage.DECLINED, Stage.NO_ANSWER, Stage.SPAM])
def test_what_was_closed_and_emptied_in_its_time_says_so(eloise, nora, page, stage):
    actions.close(eloise, stage, by=nora, at=timezone.now())
    assert said(page()) == []
    assert empty_what_leaves(timezone.localdate() + timedelta(days=200)) == 1
    assert said(page()) == [EMPTIED]


def test_a_withdrawn_one_stays_withdrawn_after_its_time(eloise, page):
    actions.withdraw(eloise, at=timezone.now())
    empty_what_leaves(date(2036, 1, 1))
    assert said(page()) == [WITHDRAWN]


def test_an_erased_one_that_was_open_promises_no_answer(eloise, page):
    assert "au plus tard" in page()
    forget_address(eloise.email)
    text = page()
    assert said(text) == [ERASED]
    assert "au plus tard" not in text


def test_nobody_is_asked_to_withdraw_what_is_erased(client, eloise):
    link = f"/enquiries/{Enquiry.link_token(eloise.form_key)}/"
    assert f"{link}withdrawal/" in client.get(link).text
    forget_address(eloise.email)
    text = client.get(link).text
    assert f"{link}withdrawal/" not in text
    assert f"{link}replies/" not in text
