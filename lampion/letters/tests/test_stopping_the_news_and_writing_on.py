"""Who wrote and wants no more news of a case stops these alone: letters still come, until they leave altogether."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lampion.cases.following import REGRET, tell_readers
from lampion.cases.models import Case
from lampion.kit.registers import Subject
from lampion.letters.jobs import send_rounds
from lampion.letters.models import NewsRefusal, Round, Writer
from lampion.letters.models.refusal import news_token_of
from lampion.letters.models.writer import token_of
from lampion.letters.privacy import _leave, _writes
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from tests.house.things_cases import publish
from tests.house.things_letters import letter_for, some_writer
from tests.house.things_news import tell


@pytest.fixture
def other(samira, now) -> Case:
    return publish(now, name="Ivan P.")


@pytest.fixture
def eva(letter, other, louvain, alice, now) -> Writer:
    """She was asked to write for Samira and for Ivan."""
    made = some_writer(now)
    letters = [letter, letter_for(other, now, title="Pour Ivan")]
    Round.prepare(louvain, letters, "", by=alice, at=now).send(by=alice, at=now)
    send_rounds(now)
    return made


def told(case, now) -> set[str]:
    """Tell news of the case; returns to whom they wait to go."""
    news = tell(now, case=case)
    assert tell_readers(news, at=now + REGRET, until=timezone.now() + timedelta(minutes=1))
    waiting = Message.objects.waiting().filter(key__startswith=news.mark)
    return set(waiting.values_list("to_address", flat=True))


def way_out(case, now) -> str:
    """The address in the mail of news of the case, as a mail program reads it."""
    told(case, now)
    send_due(now + timedelta(hours=1))
    named = [letter.extra_headers.get("List-Unsubscribe", "") for letter in mail.outbox]
    found = [re.search(r"/letters-stop/[^>]+", one) for one in named]
    return [one[0] for one in found if one][-1]


def test_one_click_in_the_mail_of_news_stops_the_news_of_that_case_alone(eva, samira, other, now):
    said = Client().post(way_out(samira, now), {"List-Unsubscribe": "One-Click"})
    assert said.status_code == 200
    assert "lettres" in said.text
    assert told(samira, now) == set()
    assert told(other, now) == {"eva@example.org"}
    assert Writer.objects.reachable(timezone.localdate(now)).filter(pk=eva.pk).exists()


def test_news_that_wait_are_called_back(eva, samira, now):
    news = tell(now, case=samira)
    assert tell_readers(news, at=now + REGRET, until=timezone.now() + timedelta(minutes=1))
    Client().post(f"/letters-stop/news/{news_token_of(eva.pk, samira.pk)}/")
    assert not Message.objects.waiting().filter(key__startswith=news.mark).exists()


def test_the_page_says_what_stops_and_names_nobody(eva, samira, other, now):
    """A reader who opens the link, or a scanner that fetches it, stops nothing."""
    client = Client()
    page = client.get(f"/letters-stop/news/{news_token_of(eva.pk, samira.pk)}/", follow=True)
    assert "Samira" not in page.text
    assert "Plus de nouvelles" in page.text
    assert told(samira, now) == {"eva@example.org"}
    done = client.post(page.wsgi_request.path)
    assert f"/letter-writers/{token_of(eva)}/leaving/" in done.text
    assert "lettres du mois" in done.text
    assert told(samira, now) == set()


def test_the_way_out_of_a_letter_still_ends_all(eva, samira, other, now):
    Client().post(f"/letters-stop/{token_of(eva)}/")
    assert told(other, now) == set()
    assert not Writer.objects.there().filter(pk=eva.pk).exists()


def test_a_mailbox_that_writes_for_two_groups_is_left_in_peace_by_both(
    eva, samira, letter, namur, zoe, now
):
    said = {"name": "Éva", "email": "eva@example.org", "address": "", "by_post": False}
    second = Writer.add(namur, **said, language="fr", by=zoe, at=now)
    second.agree("oui", "paper", by=zoe, at=now)
    Round.prepare(namur, [letter], "", by=zoe, at=now).send(by=zoe, at=now)
    send_rounds(now)
    Client().post(f"/letters-stop/news/{news_token_of(eva.pk, samira.pk)}/")
    assert told(samira, now) == set()


@pytest.mark.parametrize("change", [lambda t: t[:-1] + "x", lambda t: "1" + t, lambda t: "x", str])
def test_a_link_that_is_not_ours_stops_nothing(eva, samira, now, change):
    """The last one is ours: the control."""
    token = news_token_of(eva.pk, samira.pk)
    said = Client().post(f"/letters-stop/news/{change(token)}/")
    assert said.status_code == 200
    assert (told(samira, now) == set()) is (change(token) == token)


def test_who_left_has_no_such_page_and_nothing_is_kept_of_it(eva, samira, now):
    token = news_token_of(eva.pk, samira.pk)
    Client().post(f"/letters-stop/news/{token}/")
    assert NewsRefusal.objects.count() == 1
    eva.leave(by=None, at=now)
    assert Client().get(f"/letter-news/{token}/").status_code == 404
    assert NewsRefusal.objects.count() == 0


def test_my_data_show_it_and_erasing_takes_it(eva, samira, now):
    subject = Subject(person=None, emails=frozenset({"eva@example.org"}))
    Client().post(f"/letters-stop/news/{news_token_of(eva.pk, samira.pk)}/")
    assert [row["wants_news"] for row in _writes(subject) if "wants_news" in row] == [False]
    _leave(subject)
    assert NewsRefusal.objects.count() == 0
