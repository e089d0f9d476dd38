"""With a broker, a message wakes the workers; the rows stay the truth, whatever happens to broker and workers."""

import contextlib
import logging
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lampion.kit import broker, registers, tasks
from tests.brokers import missing, serving
from tests.kills import ROOT, environment, until

JOB = "light the lamps"
CELERY = [
    sys.executable, "-m", "celery", "-A", "tests.bell", "worker", "--pool", "solo", "--loglevel",
    "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat",
]  # fmt: skip


@pytest.fixture(scope="module", params=["redis", "rabbitmq"])
def real_broker(request):
    if package := missing(request.param):
        pytest.skip(f"this machine has no {package}")
    with serving(request.param) as served:
        yield served


@pytest.fixture
def ringing(settings, monkeypatch):
    """ringing(url): from now on, this process rings there."""

    def at(url):
        settings.BROKER = url
        settings.TASKS = {
            "default": {"BACKEND": "lampion.kit.broker.RingingBackend", "QUEUES": ["default"]}
        }
        broker.bell.cache_clear()
        monkeypatch.setattr(broker, "_silent_until", 0.0)
        monkeypatch.setattr(broker, "SILENCE_SECONDS", 0.0)

    yield at
    if broker.bell.cache_info().currsize:
        broker.bell().close()
    broker.bell.cache_clear()


@pytest.fixture
def bell(ringing, real_broker, transactional_db):
    ringing(real_broker.url)
    broker.bell().control.purge()
    return real_broker


@pytest.fixture
def worker(bell, tmp_path):
    """worker(): starts a worker of Celery; it ends with the test."""
    with contextlib.ExitStack() as ended:

        def start(wrong=""):
            names = {"LAMPION_BROKER": bell.url, "LAMPS": str(tmp_path / "lamps"), "WRONG": wrong}
            process = subprocess.Popen(CELERY, cwd=ROOT, env=environment(**names))
            ended.callback(process.wait)
            ended.callback(process.kill)
            return process

        yield start


@pytest.fixture
def said(tmp_path):
    """said(word): how often the workers wrote it into their log, in any process."""
    lamps = tmp_path / "lamps"
    return lambda word: lamps.read_text().count(word) if lamps.exists() else 0


@pytest.fixture
def lit(said):
    """How often the job ran."""
    return lambda: said("lit")


def states():
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def finished():
    return set(states()) == {TaskResultStatus.SUCCESSFUL}


def test_a_deed_that_is_kept_wakes_a_worker(bell, worker, lit):
    worker()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        tasks.wake(JOB)
        raise ZeroDivisionError
    with transaction.atomic():
        tasks.wake(JOB)
    until(finished, "the job to be run")
    assert lit() == 1


def test_the_message_holds_nothing_but_the_word_wake(bell):
    tasks.run_job.enqueue("eloise@example.org")
    with broker.bell().connection_for_read() as line:
        message = line.SimpleQueue("lampion").get(timeout=10)
    assert message.payload[:2] == [[], {}]
    assert message.headers["task"] == "lampion.wake"
    assert "eloise" not in f"{message.headers}{message.body}"


def _wake_twice(worker, wrong, lit, slow):
    """Each wake-up comes three times, to two workers who are at it at the same time."""
    slow.touch()
    for number in range(4):
        DBTaskResult.objects.create(
            args_kwargs={"args": [JOB], "kwargs": {}},
            task_path=tasks.run_job.module_path,
            backend_name="default",
            run_after=timezone.now() - timedelta(seconds=number),
        )
    for _ in range(12):
        broker.ring()
    worker(wrong), worker(wrong)
    until(lambda: lit() == 2, "both to begin")
    slow.unlink()
    until(finished, "all jobs to be run")


def test_each_row_is_run_once_whatever_is_said_twice(bell, worker, lit, tmp_path):
    _wake_twice(worker, "", lit, tmp_path / "lamps.slow")
    assert lit() == 4
    assert {len(row.worker_ids) for row in DBTaskResult.objects.all()} == {1}


def test_a_worker_that_trusts_the_message_runs_a_row_twice(bell, worker, lit, tmp_path):
    _wake_twice(worker, "unclaimed", lit, tmp_path / "lamps.slow")
    assert lit() > 4


def test_what_is_written_while_the_broker_is_down_is_run_at_the_next_turn(
    bell, worker, lit, said, caplog, monkeypatch
):
    monkeypatch.setattr(registers, "_jobs", {})
    worker()
    tasks.wake(JOB)
    until(lambda: finished() and said("done"), "the first to be run, and the worker to sleep")
    bell.kill()
    with caplog.at_level(logging.ERROR), transaction.atomic():
        tasks.wake(JOB)
    assert "the broker does not answer" in caplog.text
    assert states() == [TaskResultStatus.READY, TaskResultStatus.SUCCESSFUL]
    bell.start()

    def ran():
        tasks.tick(timezone.now())
        return finished()

    until(ran, "the second to be run")
    assert lit() == 2


def test_what_a_killed_worker_was_at_is_given_back_and_run_by_another(
    bell, worker, lit, tmp_path, monkeypatch
):
    monkeypatch.setattr(registers, "_jobs", {})
    slow = tmp_path / "lamps.slow"
    slow.touch()
    first = worker()
    tasks.wake(JOB)
    until(lambda: lit() == 1, "the job to begin")
    first.kill()
    first.wait()
    slow.unlink()
    worker()
    tasks.tick(timezone.now())
    assert states() == [TaskResultStatus.RUNNING]
    DBTaskResult.objects.update(started_at=timezone.now() - tasks.LOST_AFTER * 1.1)
    tasks.tick(timezone.now())
    until(finished, "the job to be run again")
    assert lit() == 2


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_hangs_stops_nobody_and_is_left_alone_for_a_while(
    ringing, monkeypatch, caplog, scheme
):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        ringing(f"{scheme}://127.0.0.1:{deaf.getsockname()[1]}/")
        monkeypatch.setattr(broker, "SILENCE_SECONDS", 600.0)
        monkeypatch.setattr(broker, "SECONDS", 0.3)
        for _ in range(5):
            tasks.run_job.enqueue(JOB)
    assert DBTaskResult.objects.count() == 5
    assert caplog.text.count("the broker does not answer") == 1


def _imported(**names):
    script = (
        "import django, sys; django.setup(); from lampion.kit import tasks, broker;"
        "from django.conf import settings; settings.BROKER and broker.bell();"
        "print('celery' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=environment(**names), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout.strip()


def test_without_the_setting_nothing_of_celery_is_imported(db):
    assert _imported(LAMPION_BROKER="") == "False"
    assert _imported(LAMPION_BROKER="redis://127.0.0.1:1/0") == "True"
