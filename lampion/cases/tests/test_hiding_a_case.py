"""A suspension hides a case everywhere at once; an embargo opens by itself; after its last day nothing is sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from lampion.cases.models import Opening, Tier
from lampion.kit.registers import group_matters, matters
from lampion.mail import actions as mail
from lampion.mail.models import Message
from tests.house.things_cases import (
    WORDS,
    adopt,
    publish,
    publish_draft,
    some_paper,
    some_picture,
    some_yes,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
PUBLIC = ("/", "/cases/", "/api/cases", "/cases.atom", "/sitemap.xml")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def seen(client, case) -> set[str]:
    """Return where a public client finds the case: by its name or its address."""
    found = {page for page in PUBLIC if client.get(page).content.decode().count(case.key)}
    if client.get(case.get_absolute_url()).status_code == 200:
        found.add("page")
    return found


def test_a_suspended_case_is_gone_at_the_next_click(client, nora, louvain):
    case = publish(NOW)
    everywhere = {*PUBLIC, "page"}
    assert seen(client, case) == everywhere
    case.suspend(reason="sa famille est menacée", by=nora, at=NOW)
    assert seen(client, case) == set()
    case.suspension().end(by=nora, at=NOW)
    assert seen(client, case) == everywhere


def test_its_papers_and_pictures_go_with_it_for_members_too(client, as_, nora, louvain, bilal):
    paper, picture = some_paper(NOW), some_picture(NOW)
    adopt(paper.case, NOW)
    member = as_(bilal)
    ways = (f"/cases/{paper.case.key}/documents/{paper.pk}/", picture.get_absolute_url())
    homes = (f"/my-groups/{louvain.pk}/cases/{paper.case.key}/",)
    for case in (paper.case, picture.case):
        case.suspend(reason="x", by=nora, at=NOW)
    assert {member.get(way).status_code for way in (*ways, *homes)} == {404}
    assert "Samira" not in member.get(f"/my-groups/{louvain.pk}/").content.decode()
    for case in (paper.case, picture.case):
        case.suspension().end(by=nora, at=NOW)
    for way in (*ways, *homes):
        answer = member.get(way)
        assert answer.status_code == 200
        if answer.streaming:
            answer.getvalue()  # read to its end, so that its file is closed
    assert "Samira" in member.get(f"/my-groups/{louvain.pk}/").content.decode()


def test_mails_about_it_wait_until_it_is_shown_again(nora):
    case = publish(NOW)
    words = {"subject": "x", "text": "x", "html": ""}
    mail.queue_words(words, to="eloise@example.org", language="fr", topic=case.topic)
    mail.queue_words(words, to="eloise@example.org", language="fr", topic="other")
    case.suspend(reason="x", by=nora, at=NOW)
    assert [one.topic for one in Message.objects.due(NOW + timedelta(1))] == ["other"]
    case.suspension().end(by=nora, at=NOW)
    assert Message.objects.due(NOW + timedelta(1)).count() == 2


def test_an_embargo_opens_by_itself_at_its_hour(client, nora, clock):
    case = publish(NOW, embargo_until=HOUR)
    assert seen(client, case) == set()
    clock.move_to(HOUR - timedelta(seconds=1))
    assert seen(client, case) == set()
    clock.move_to(HOUR)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert Opening.open_due(HOUR) == 1
    assert seen(client, case) == {*PUBLIC, "page"}
    assert Opening.open_due(HOUR) == 0


def test_the_home_of_a_group_shows_it_at_its_hour_too(as_, nora, louvain, bilal, clock):
    case = publish(NOW, embargo_until=HOUR)
    adopt(case, NOW, decision=some_yes(NOW))
    member = as_(bilal)
    home = f"/my-groups/{louvain.pk}/"
    assert "Samira" not in member.get(home).content.decode()
    clock.move_to(HOUR)
    assert "Samira" in member.get(home).content.decode()


def test_after_its_last_day_nothing_may_be_sent(nora):
    case = publish(NOW, expires_on=date(2026, 3, 10))
    last_evening = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # half past eleven in Brussels
    assert case.may_be_acted_on(last_evening)
    assert not case.may_be_acted_on(last_evening + timedelta(hours=1))


@pytest.mark.parametrize("hidden", ["embargo", "suspension", "closing"])
def test_nothing_is_sent_for_what_is_hidden_or_over(nora, hidden):
    case = publish(NOW, embargo_until=HOUR if hidden == "embargo" else None)
    if hidden == "suspension":
        case.suspend(reason="x", by=nora, at=NOW)
    if hidden == "closing":
        case.close(good=True, words="Libre.", by=nora, at=NOW)
    assert not case.may_be_acted_on(NOW)


def test_an_embargo_hides_it_from_the_groups_too(as_, nora, louvain, alice):
    case = publish(NOW, embargo_until=HOUR, tier=Tier.PUBLIC)
    address = f"/my-groups/{louvain.pk}/cases/"
    assert as_(alice).get(f"{address}{case.key}/").status_code == 404
    assert case.key not in as_(alice).get(address).content.decode()


def test_a_case_is_closed_without_good_news_and_taken_up_again(as_, nora):
    case = publish(NOW)
    office = as_(nora)
    assert office.post(f"/office/cases/{case.pk}/closing/", {"reason": ""}).status_code == 422
    office.post(f"/office/cases/{case.pk}/closing/", {"reason": "Il n’y a plus rien à faire."})
    assert not case.may_be_acted_on(NOW)
    office.post(f"/office/cases/{case.pk}/reopening/")
    assert case.may_be_acted_on(NOW)


def test_what_travels_in_mails_and_agendas_names_nobody(nora, louvain, alice, bilal):
    """A suspension calls no digest back, and no convocation."""
    ending = {"expires_on": date(2026, 3, 20)}
    adopt(publish(NOW, **ending), NOW, lead=bilal)
    titles = [
        str(one.title)
        for one in (
            *group_matters([louvain.pk], timezone.localdate(NOW)),
            *matters(bilal, timezone.localdate(NOW)),
        )
        if "case" in one.key
    ]
    assert len(titles) == 2
    assert not [title for title in titles if "Samira" in title]


def test_a_case_that_became_confidential_is_no_matter_of_the_group(nora, louvain, alice, bilal):
    case = publish(NOW, expires_on=date(2026, 3, 20))
    adopt(case, NOW, lead=bilal)
    assert [
        one
        for one in group_matters([louvain.pk], timezone.localdate(NOW))
        if "case-ends" in one.key
    ]
    case.write(WORDS | {"tier": Tier.NAMED, "expires_on": date(2026, 3, 20)}, by=nora, at=NOW)
    publish_draft(case, NOW)
    assert not [
        one
        for one in group_matters([louvain.pk], timezone.localdate(NOW))
        if "case-ends" in one.key
    ]
