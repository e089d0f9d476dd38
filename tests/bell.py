"""celery -A tests.bell worker: config.celery with a job that writes down when it ran, or one fault (WRONG)."""

import os
import time
from pathlib import Path

from config.celery import app as app
from lampion.kit import broker
from lampion.kit.registers import every

JOB = "light the lamps"


def light(at) -> None:
    """Takes a moment; with a file of the name …slow beside the log, it takes until that is gone."""
    log = Path(os.environ["LAMPS"])
    with log.open("a") as lines:
        lines.write("lit\n")
    time.sleep(0.3)
    while log.with_suffix(".slow").exists():
        time.sleep(0.05)


def _run_unclaimed() -> None:
    """What a worker would do that trusts the message and not the row."""
    from django_tasks_db.models import DBTaskResult

    for row in DBTaskResult.objects.ready():
        row.task.call(*row.args_kwargs["args"])
        row.set_successful(None)


def _marking_the_end(run):
    """The log says too when a worker found nothing more to do: one that still looks needs no ring."""

    def run_and_mark() -> None:
        run()
        with Path(os.environ["LAMPS"]).open("a") as lines:
            lines.write("done\n")

    return run_and_mark


every(60, JOB, light)
wrong = os.environ.get("WRONG") == "unclaimed"
broker.run_ready = _marking_the_end(_run_unclaimed if wrong else broker.run_ready)
