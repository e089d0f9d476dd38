"""What nothing brings back is asked once more: the page leads to a question, and the question alone does nothing."""

from datetime import UTC, datetime

import pytest
import time_machine

from lampion.cases.models import CaseDocument, CaseNews, CasePicture, Deed
from tests.house.things_cases import some_paper, some_picture
from tests.house.things_news import some_deed, some_news

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def of_paper():
    made = some_paper(NOW)
    page, way = f"/office/cases/{made.case_id}/", f"/office/case-documents/{made.pk}/removal/"
    return page, way, "Fiche", CaseDocument.objects.there()


def of_picture():
    made = some_picture(NOW)
    page, way = f"/office/cases/{made.case_id}/", f"/office/case-pictures/{made.pk}/removal/"
    return page, way, "Samira", CasePicture.objects.all()


def of_news():
    page = f"/office/case-news/{some_news(NOW).pk}/"
    return page, f"{page}discarding/", "Un avocat", CaseNews.objects.all()


def of_deed():
    made = some_deed(NOW)
    page = f"/my-groups/{made.group_id}/cases/{made.case.key}/"
    return page, f"/case-deeds/{made.pk}/withdrawal/", "Un stand.", Deed.objects.standing()


@pytest.mark.parametrize("make", [of_paper, of_picture, of_news, of_deed])
def test_it_goes_only_by_the_button_of_the_question(as_, nora, louvain, alice, make):
    page, way, about, there = make()
    client = as_(alice if make is of_deed else nora)
    shown = client.get(page).text
    assert f'href="{way}"' in shown
    assert f'action="{way}"' not in shown
    asked = client.get(way)
    assert about in asked.text
    assert page in asked.text  # the way back
    assert there.exists()
    assert client.post(way).status_code == 302
    assert not there.exists()
