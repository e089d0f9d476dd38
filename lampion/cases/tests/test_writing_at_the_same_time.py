"""Two colleagues write at the same time: the second one reads what the first one wrote, and nobody loses a word."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from conftest import enrol
from lampion.cases.models import Case, CaseNews, Stale
from lampion.sections.models import Scope, StaffAccess
from tests.house.things_cases import WORDS, publish, publish_draft, second_person
from tests.house.things_news import NEWS, some_news

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as moved:
        yield moved


@pytest.fixture
def greet(belgium):
    found = second_person()
    StaffAccess.grant(belgium, found, *Scope, by=None, on=timezone.localdate(NOW))
    return enrol(found)


@pytest.fixture
def draft(belgium, nora):
    return Case.begin(belgium, WORDS, by=nora, at=NOW)


def typed(page, **changes):
    """Return what a form sends that was read and changed."""
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (said | changes).items() if value not in (None, False)}


def test_the_second_of_two_reads_the_first_and_keeps_what_they_typed(as_, nora, greet, draft):
    way = f"/office/cases/{draft.pk}/edition/"
    page = as_(nora).get(way)
    hers, his = typed(page, summary="Elle a disparu."), typed(page, summary="Elle est libre.")
    assert as_(nora).post(way, hers).status_code == 302
    late = as_(greet).post(way, his)
    assert late.status_code == 422
    assert "Elle a disparu." in late.text.split("<form class")[0]
    assert late.context["form"]["summary"].value() == "Elle est libre."
    assert draft.newest().summary == "Elle a disparu."
    assert draft.newest().by == nora
    # Having read both, he saves what he put together.
    both = typed(late, summary="Elle a disparu, puis a été libérée.")
    assert as_(greet).post(way, both).status_code == 302
    assert draft.newest().summary == "Elle a disparu, puis a été libérée."


def test_what_was_read_before_a_publication_that_changed_it_is_not_written_over(as_, nora, clock):
    case = publish(NOW)
    way = f"/office/cases/{case.pk}/edition/"
    said = typed(as_(nora).get(way), summary="Elle est libre.")
    case.write(WORDS | {"tier": "named"}, by=nora, at=LATER)
    publish_draft(case, LATER)
    late = as_(nora).post(way, said)
    assert late.status_code == 422
    assert "les personnes que nous nommons" in late.text.split("<form class")[0]
    assert case.newest().tier == "named"


def test_one_who_taps_twice_is_told_of_no_colleague(as_, nora, draft):
    way = f"/office/cases/{draft.pk}/edition/"
    said = typed(as_(nora).get(way), summary="Elle a disparu.")
    assert [as_(nora).post(way, said).status_code for _twice in range(2)] == [302, 302]


@pytest.mark.parametrize("seen", ["", "x", "0001-01-01T00:00:00+00:00", "2026-03-02T09:00:00"])
def test_a_form_that_read_nothing_writes_over_nothing(as_, nora, draft, seen):
    said = WORDS | {"summary": "Elle est libre.", "seen": seen}
    said = {name: value for name, value in said.items() if value is not None}
    assert as_(nora).post(f"/office/cases/{draft.pk}/edition/", said).status_code == 422
    assert draft.newest().summary == WORDS["summary"]


def test_of_two_who_change_news_the_second_reads_the_first(as_, nora, greet, draft):
    news = some_news(NOW, case=draft, by=nora)
    way = f"/office/case-news/{news.pk}/draft/"
    page = as_(nora).get(way)
    hers, his = typed(page, words="Un juge l'a vue."), typed(page, words="Un médecin l'a vue.")
    assert as_(nora).post(way, hers).status_code == 302
    late = as_(greet).post(way, his)
    assert late.status_code == 422
    assert "Un juge" in late.text.split("<form class")[0]
    assert "Un médecin" in late.text
    assert CaseNews.objects.get().words == "Un juge l'a vue."
    assert as_(greet).post(way, typed(late)).status_code == 302
    assert CaseNews.objects.get().words == "Un médecin l'a vue."


def test_words_typed_while_the_news_were_let_out_stay_on_the_screen(as_, nora, greet):
    news = some_news(NOW, case=publish(NOW))
    way = f"/office/case-news/{news.pk}/draft/"
    said = typed(as_(greet).get(way), words="Un médecin l'a vue.")
    news.release(news.changed_at, by=nora, at=LATER)
    late = as_(greet).post(way, said)
    assert late.status_code == 422
    assert "Un médecin" in late.text
    assert "Enregistrer le brouillon" not in late.text
    assert CaseNews.objects.get().words == NEWS["words"]
    with pytest.raises(Stale):
        news.revise({"words": "x"}, seen=news.changed_at, by=greet, at=LATER)
