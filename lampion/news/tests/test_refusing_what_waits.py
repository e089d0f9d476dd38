"""Marc refuses a theme, Éloïse a group, while a letter about it waits in the queue: it is called back, and counted."""

import threading
import time
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, connections, transaction
from django.utils import timezone

from lampion.contacts.models import Contact, Preference, Theme, WayOut
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from lampion.news import actions
from lampion.news.audience import readers
from lampion.news.jobs import send_mailings
from lampion.news.letter import fingerprint
from lampion.news.models import Mailing, Phase


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def theme(louvain):
    return Theme.objects.filter(section=louvain.section).first()


@pytest.fixture
def other_theme(louvain):
    return Theme.objects.filter(section=louvain.section).last()


def queue(mailing, by, at):
    """Approve, and let the job put the mails in the queue; none has left."""
    actions.approve(
        mailing, expected=actions.count_readers(mailing), seen=fingerprint(mailing), by=by, at=at
    )
    send_mailings(at + timedelta(minutes=3))
    assert Message.objects.waiting().filter(topic=mailing.topic).exists()


def leave(at):
    for _turn in range(3):
        send_mailings(at + timedelta(minutes=3))
        send_due(timezone.now() + timedelta(minutes=1))
    return sorted(sent.to[0] for sent in outbox.outbox)


def counted(mailing):
    return actions.progress(Mailing.objects.get(pk=mailing.pk))


def test_a_refused_theme_is_called_back_and_the_reader_counted(
    written, eloise, marc, theme, nora, now
):
    mailing = written(theme=theme)
    queue(mailing, nora, now)
    Preference.choose(marc, theme, False, at=now)
    said = counted(mailing)
    assert (said.waiting, said.dropped, said.failed) == (1, 1, 0)
    assert leave(now) == ["eloise@example.org"]
    said = counted(mailing)
    assert (said.readers, said.sent, said.dropped, said.failed) == (2, 1, 1, 0)
    assert mailing.phase().phase == Phase.SENT


def test_by_the_link_of_a_mail_too(client, written, eloise, marc, theme, nora, now):
    queue(written(theme=theme), nora, now)
    token = WayOut.make(marc, at=now).rstrip("/").rpartition("/")[2]
    others = [one.pk for one in Theme.objects.all() if one.pk != theme.pk]
    client.post(f"/subscriptions/{token}/", {"themes": others, "language": "fr"})
    assert leave(now) == ["eloise@example.org"]


def test_a_refused_group_is_called_back(louvain, eloise, alice, now):
    words = {"subject": "Mardi", "body": "Venez", "language": "fr"}
    mailing = Mailing.begin(louvain.section, louvain, words, by=alice, at=now)
    queue(mailing, alice, now)
    before = counted(mailing).readers
    Preference.choose(eloise, louvain, False, at=now)
    assert "eloise@example.org" not in leave(now)
    assert (counted(mailing).sent, counted(mailing).dropped) == (before - 1, 1)


def test_letters_about_anything_else_still_come(written, marc, theme, other_theme, nora, now):
    for about in (None, other_theme):
        queue(written(theme=about), nora, now)
    Preference.choose(marc, theme, False, at=now)
    assert leave(now) == ["marc@example.org"] * 2


def test_a_theme_whose_number_begins_alike_is_another(written, marc, theme, louvain, nora, now):
    Theme.objects.create(pk=theme.pk * 10, section=louvain.section, names={"fr": "Dix"})
    queue(written(theme=Theme.objects.get(pk=theme.pk * 10)), nora, now)
    Preference.choose(marc, theme, False, at=now)
    assert leave(now) == ["marc@example.org"]


def test_whoever_changes_their_mind_twice_does_not_get_it(written, marc, theme, nora, now):
    mailing = written(theme=theme)
    queue(mailing, nora, now)
    Preference.choose(marc, theme, False, at=now)
    Preference.choose(marc, theme, True, at=now)
    assert leave(now) == []
    assert (counted(mailing).sent, counted(mailing).dropped) == (0, 1)


def test_a_refusal_that_is_not_kept_calls_nothing_back(written, marc, theme, nora, now):
    queue(written(theme=theme), nora, now)
    with transaction.atomic():
        Preference.choose(marc, theme, False, at=now)
        transaction.set_rollback(True)
    assert leave(now) == ["marc@example.org"]


def test_refused_before_a_pause_or_during_it_nothing_comes_after_it(
    written, eloise, marc, theme, nora, now
):
    mailing = written(theme=theme)
    queue(mailing, nora, now)
    Preference.choose(marc, theme, False, at=now)
    actions.pause(mailing, by=nora, at=now + timedelta(minutes=3))
    Preference.choose(eloise, theme, False, at=now)
    actions.resume(mailing, by=nora, at=now)
    assert leave(now) == []
    said = counted(mailing)
    assert (said.readers, said.sent, said.waiting, said.dropped, said.failed) == (2, 0, 0, 2, 0)


def test_a_mail_that_failed_once_and_is_called_back_was_not_refused_by_its_server(
    written, marc, theme, nora, now
):
    mailing = written(theme=theme)
    queue(mailing, nora, now)
    Message.objects.get(topic=mailing.topic).failed(now, "line lost", for_good=False)
    Preference.choose(marc, theme, False, at=now)
    assert (counted(mailing).dropped, counted(mailing).failed) == (1, 0)


def test_what_a_server_took_in_that_moment_counts_once_as_sent(written, marc, theme, nora, now):
    mailing = written(theme=theme)
    queue(mailing, nora, now)
    in_hand = Message.objects.get(topic=mailing.topic)
    Preference.choose(marc, theme, False, at=now)
    in_hand.sent(now)
    said = counted(mailing)
    assert (said.sent, said.dropped, said.failed, said.waiting) == (1, 0, 0, 0)


class Refusal:
    """Marc's refusal in another connection: made, but not yet kept."""

    def __init__(self, marc, theme):
        self.made, self.keep = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, args=[marc.pk, theme])
        self.thread.start()
        self.made.wait()

    def _run(self, pk, theme):
        try:
            with transaction.atomic():
                Preference.choose(Contact.objects.get(pk=pk), theme, False, at=timezone.now())
                self.made.set()
                self.keep.wait()
        finally:
            self.made.set()
            connections.close_all()

    def kept_as_soon_as_somebody_waits_for_it(self):
        def watch():
            try:
                with connections["default"].cursor() as cursor:
                    waits = False
                    while not waits:
                        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
                        waits = cursor.fetchone()[0]
                        time.sleep(0.01)
            finally:
                self.keep.set()
                connections.close_all()

        threading.Thread(target=watch).start()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_that_is_being_made_is_waited_for_and_heard(
    louvain, written, eloise, marc, theme, nora, now
):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    mailing = written(theme=theme)
    actions.approve(mailing, expected=2, seen=fingerprint(mailing), by=nora, at=now)
    refusal = Refusal(marc, theme)
    refusal.kept_as_soon_as_somebody_waits_for_it()
    actions.send_some(mailing, at=now + timedelta(minutes=3))
    refusal.thread.join()
    queued = Message.objects.waiting().filter(topic=mailing.topic)
    assert [message.to_address for message in queued] == ["eloise@example.org"]


@pytest.mark.django_db(transaction=True)
def test_a_lock_alone_would_not_hear_it(louvain, written, eloise, marc, theme, nora, now):
    """The control of the test before: one statement reads the readers and locks them."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    mailing = written(theme=theme)
    refusal = Refusal(marc, theme)
    refusal.kept_as_soon_as_somebody_waits_for_it()
    with transaction.atomic():
        found = {one.pk for one in readers(mailing).select_for_update(of=("self",))}
    refusal.thread.join()
    assert marc.pk in found
