"""One mail a day or a week about all of one's groups; once, whatever happens to the job; never without news."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from lampion.board import actions
from lampion.board.actions import send_digests
from lampion.board.models import Digest, DigestChoice, Post
from lampion.board.models.digest import Rhythm, token_of
from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.mail.models import Message
from lampion.tasks.models import Task

MONDAY = datetime(2026, 3, 9, 6, 30, tzinfo=UTC)  # half past seven in the morning
WEEK = timedelta(days=7)


@pytest.fixture
def word(louvain, alice):
    return Post.publish(louvain, "news", "Le stand", by=alice, at=MONDAY - timedelta(days=2))


def mails(to="bilal"):
    return list(Message.objects.filter(topic="digest", to_address=f"{to}@example.org"))


def test_every_member_gets_one_with_all_that_is_new(word, bilal, wim, hanna, namur):
    send_digests(MONDAY)
    (mail,) = mails()
    assert "Le stand" in mail.text
    assert f"/posts/{word.pk}/" in mail.text
    assert len(mails("wim")) == 1
    assert mails("hanna") == mails("zoe") == mails("alice") == []


def test_it_leaves_in_the_morning_and_the_weekly_one_on_monday(word, bilal):
    for moment in (MONDAY - timedelta(hours=1), MONDAY + timedelta(days=2)):
        send_digests(moment)
        assert not Digest.objects.exists()
    send_digests(MONDAY + timedelta(days=1))
    assert len(mails()) == 1


def test_what_was_promised_is_said_done_from_the_digest_without_signing_in(client, louvain, bilal):
    task = Task.add(
        louvain, "Relire la lettre", by=bilal, at=MONDAY - WEEK, people=[bilal],
        due_on=date(2026, 3, 8),
    )  # fmt: skip
    send_digests(MONDAY)
    (mail,) = mails()
    assert "Relire la lettre" in mail.text
    link = next(word for word in mail.text.split() if "/tasks/done/" in word)
    address = urlsplit(link).path
    with time_machine.travel(MONDAY):
        assert client.get(address).status_code == 200
        assert Task.objects.open().filter(pk=task.pk).exists()
        client.post(address)
    assert not Task.objects.open().filter(pk=task.pk).exists()


def test_the_job_run_twice_mails_once(word, bilal):
    assert send_digests(MONDAY) == 1
    assert send_digests(MONDAY + timedelta(hours=2)) == 0
    assert len(mails()) == 1


def test_a_job_that_dies_between_mails_everybody_once(word, bilal, wim, monkeypatch):
    queue, queued = actions.mail.queue, []

    def die_at_the_second(*args, **kwargs):
        queue(*args, **kwargs)
        queued.append(kwargs["to"])
        if len(queued) == 2:
            raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(actions.mail, "queue", die_at_the_second)
        with pytest.raises(SystemExit):
            send_digests(MONDAY)
    assert len(mails()) + len(mails("wim")) == 1
    send_digests(MONDAY)
    assert [len(mails()), len(mails("wim"))] == [1, 1]


def test_without_its_row_and_its_key_it_would_come_twice(word, bilal):
    send_digests(MONDAY)
    Digest.objects.all().delete()
    Message.objects.update(key=None)
    send_digests(MONDAY)
    assert len(mails()) == 2


def test_nothing_new_is_no_mail(word, bilal):
    send_digests(MONDAY)
    send_digests(MONDAY + WEEK)
    assert len(mails()) == 1


def test_who_leaves_between_the_word_and_the_mail_gets_nothing(word, alice, bilal, wim):
    leave(Membership.objects.get(person=bilal), by=alice, on=date(2026, 3, 8))
    send_digests(MONDAY)
    assert (mails(), len(mails("wim"))) == ([], 1)


def test_a_word_taken_off_does_not_leave(word, alice, bilal):
    word.withdraw(by=alice, at=MONDAY)
    send_digests(MONDAY)
    assert mails() == []


def test_daily_weekly_or_never_is_everybodys_own_choice(word, as_, bilal, wim):
    DigestChoice.choose(bilal, Rhythm.DAILY, at=MONDAY)
    as_(wim).post("/account/digest/", {"rhythm": "never"})
    send_digests(word.at + timedelta(hours=23, minutes=45))
    assert (len(mails()), mails("wim")) == (1, [])


def test_the_link_at_the_foot_shows_and_its_button_acts(word, bilal):
    send_digests(MONDAY)
    (mail,) = mails()
    client, address = Client(enforce_csrf_checks=True), f"/digest/{token_of(bilal)}/"
    assert address in mail.text
    assert client.get(address).status_code == 200
    assert DigestChoice.of(bilal) == Rhythm.WEEKLY
    client = Client()
    assert client.post(address, {"rhythm": "daily"}).status_code == 302
    assert DigestChoice.of(bilal) == Rhythm.DAILY


def test_the_button_of_the_mail_program_stops_it_without_a_cookie(word, bilal):
    send_digests(MONDAY)
    (mail,) = mails()
    assert mail.headers()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.way_out[mail.way_out.index("/digest-stop/") :]
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 302
    assert DigestChoice.of(bilal) == Rhythm.WEEKLY
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DigestChoice.of(bilal) == Rhythm.NEVER


def test_a_link_of_somebody_else_or_changed_opens_nothing(bilal, wim, client):
    _key, _dash, mark = token_of(bilal).partition("-")
    for token in (f"{wim.pk}-{mark}", f"{bilal.pk}-{'0' * 40}", f"{bilal.pk}-", "x"):
        assert client.get(f"/digest/{token}/").status_code == 404
        assert client.post(f"/digest-stop/{token}/").status_code == 404


def test_one_persons_broken_news_keep_nobody_elses(word, bilal, wim, monkeypatch):
    gather = actions._gather

    def stumble(person, since, at):
        if person == bilal:
            raise OverflowError
        return gather(person, since, at)

    monkeypatch.setattr(actions, "_gather", stumble)
    assert send_digests(MONDAY) == 1
    assert len(mails("wim")) == 1
