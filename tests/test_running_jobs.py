"""Jobs run in their turn, again after a failure, and again when their worker died."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from lampion.kit import registers, tasks
from lampion.mail.actions import queue
from lampion.mail.models import Message
from lampion.people.models import SignInCode

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
JOB = "light the lamps"


def work() -> None:
    """A real worker takes all that is ready, then stops."""
    db_worker.Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="w",
        excluded_queue_names=[],
    ).run()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """The travelled clock makes every connection look old; the test's own one stays open."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def runs(db, monkeypatch):
    """A job of ten minutes that writes down when it ran, and the moments at which it fails."""
    log, failing = [], []

    def run(at):
        log.append(at)
        if failing and failing.pop():
            raise RuntimeError("eloise@example.org")

    monkeypatch.setattr(registers, "_jobs", {JOB: registers.Job(JOB, 10, run)})
    return log, failing


def test_a_job_runs_when_its_turn_comes_and_not_before(runs):
    log, _ = runs
    with time_machine.travel(START, tick=False) as clock:
        for minutes in (0, 5, 9, 10, 15, 20):
            clock.move_to(START + timedelta(minutes=minutes))
            call_command("schedule", once=True)
            work()
    assert [at - START for at in log] == [timedelta(minutes=m) for m in (0, 10, 20)]


def test_a_job_that_fails_is_tried_again_later_and_keeps_no_words(runs):
    log, failing = runs
    failing.extend([False, True, True])
    with time_machine.travel(START, tick=False) as clock:
        call_command("schedule", once=True)
        for minutes in (0, 0.5, 1, 3, 6):
            clock.move_to(START + timedelta(minutes=minutes))
            work()
    assert [at - START for at in log] == [timedelta(minutes=m) for m in (0, 1, 6)]
    failed = DBTaskResult.objects.failed()
    assert failed.count() == 2
    assert not any("eloise" in result.traceback for result in failed)


def test_a_task_whose_worker_died_runs_again(runs):
    log, _ = runs
    with time_machine.travel(START, tick=False) as clock:
        tasks.wake(JOB)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=START)
        clock.move_to(START + timedelta(minutes=9))
        call_command("schedule", once=True)
        work()
        assert log == []
        clock.move_to(START + timedelta(minutes=31))
        call_command("schedule", once=True)
        work()
    assert len(log) == 1


def test_the_next_turn_does_not_wait_for_a_worker_that_died(runs):
    log, _ = runs
    with time_machine.travel(START, tick=False) as clock:
        tasks.wake(JOB)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=START)
        clock.move_to(START + timedelta(minutes=10))
        call_command("schedule", once=True)
        work()
    assert len(log) == 1


def test_two_wake_ups_are_one_run(runs):
    tasks.wake(JOB)
    tasks.wake(JOB)
    assert DBTaskResult.objects.count() == 1


def test_an_unknown_job_is_said():
    with pytest.raises(registers.UnknownName):
        tasks.job("nobody")


def test_the_real_jobs_send_mail_and_forget_old_codes(db):
    with time_machine.travel(START, tick=False) as clock:
        SignInCode.ask(None, at=START)
        queue(
            "people/mail/code",
            to="mia@example.org",
            language="fr",
            topic="sign-in",
            context={"code": "1234 5678"},
        )
        work()
        assert len(mail.outbox) == 1
        assert Message.objects.get().to_address == ""
        clock.move_to(START + timedelta(days=2))
        call_command("schedule", once=True)
        work()
    assert not SignInCode.objects.exists()
    assert len(mail.outbox) == 1
