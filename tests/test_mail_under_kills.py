"""The worker is killed while it sends: nothing is lost; a double only where the server had taken the mail
and the worker died before noting it, under the same Message-ID. More than that, SMTP does not allow."""

from random import Random

import pytest

from lampion.kit.tasks import run_job
from lampion.mail.actions import queue
from lampion.mail.models import SEND, Message
from tests.kills import kill_and_count, until, worker
from tests.smtp import serving_mail

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 60


@pytest.fixture
def mail_server(transactional_db):
    with serving_mail() as served:
        yield served


@pytest.fixture
def letters(transactional_db):
    for number in range(LETTERS):
        context = {"code": "1234 5678"}
        queue("people/mail/code", to=f"m{number}@a.be", language="fr", topic="x", context=context)
    return list(Message.objects.order_by("pk"))


def test_five_kills_at_random_lose_nothing(mail_server, letters):
    box, port = mail_server
    report = kill_and_count(box, port, kills=5, luck=Random(26))
    assert (report.kills, report.lost, report.unexplained, report.strange) == (5, set(), {}, set())
    assert sum(report.doubles.values()) <= 5


def test_killed_while_the_server_reads_loses_nothing(mail_server, letters):
    """The server takes what it has read, whether or not the worker lives: that is one of the doubles."""
    box, port = mail_server
    report = kill_and_count(box, port, kills=1, luck=Random(1), at="text")
    assert (report.lost, report.unexplained, report.strange) == (set(), {}, set())


def test_killed_before_noting_what_was_taken_is_sent_again_under_its_name(mail_server, letters):
    box, port = mail_server
    report = kill_and_count(box, port, kills=1, luck=Random(1), at="taken")
    assert (report.lost, report.unexplained, report.strange) == (set(), {}, set())
    assert report.doubles == {letters[0].message_id: 1}


def test_a_worker_that_gives_each_try_another_name_is_found_out(mail_server, letters):
    box, port = mail_server
    report = kill_and_count(box, port, kills=1, luck=Random(1), at="taken", wrong="name-anew")
    assert report.strange
    assert box.recipients.count("m0@a.be") == 2


def test_a_worker_that_notes_before_it_sends_is_found_out(mail_server, letters):
    box, port = mail_server
    box.behave(RCPT=["hang"])
    report = kill_and_count(box, port, kills=1, luck=Random(1), at="line", wrong="note-first")
    assert report.lost == {letters[0].message_id}


def test_the_right_worker_killed_at_that_moment_loses_nothing(mail_server, letters):
    box, port = mail_server
    box.behave(RCPT=["hang"])
    report = kill_and_count(box, port, kills=1, luck=Random(1), at="line")
    assert (report.lost, report.doubles) == (set(), {})


@pytest.mark.parametrize("wrong", ["", "claim-nothing"], ids=["claims", "control"])
def test_two_workers_at_once_send_each_mail_once(mail_server, letters, wrong):
    box, port = mail_server
    run_job.enqueue(SEND)
    run_job.enqueue(SEND)
    box.before_answering = 0.02
    with worker(port, wrong=wrong), worker(port, wrong=wrong):
        until(lambda: not Message.objects.waiting().exists(), "all to be sent")
        box.before_answering = 0
    assert {one.message_id for one in letters} == set(box.taken)
    assert bool(box.doubles) is bool(wrong)
