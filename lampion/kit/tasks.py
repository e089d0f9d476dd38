"""Runs the jobs that rooms register with `every`: as tasks on the database, retried, swept and repeated.

The rows that the jobs look at are the truth; a task is only a wake-up, so running one twice does no harm.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lampion.kit.broker import ring
from lampion.kit.queries import A_MOMENT, ReadyQuery
from lampion.kit.registers import Job, UnknownName, periodic_jobs

logger = logging.getLogger(__name__)

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
# A worker that has been at one task for so long may be dead: the job's next turn no longer waits for it, and after
# LOST_AFTER its task is given to another.
PERHAPS_LOST_AFTER = timedelta(minutes=10)
LOST_AFTER = timedelta(minutes=30)
KEPT, OFTEN = timedelta(days=3), timedelta(hours=1)


class JobFailed(Exception):
    """A job raised. Only the class of what it raised is kept: its words may hold personal data."""


@task()
def run_job(name: str, attempt: int = 0) -> None:
    """Run the job once; if it fails, again later, each time later, and at last not before its next turn."""
    try:
        job(name).run(timezone.now())
    except Exception as error:  # noqa: BLE001 whatever a job raises, it is tried again
        problem = type(error).__name__
        logger.error("job %r failed: %s (attempt %d)", name, problem, attempt + 1)
        if attempt < len(BACK_OFF):
            again = run_job.using(run_after=timezone.now() + BACK_OFF[attempt])
            again.enqueue(name, attempt + 1)
    else:
        return
    raise JobFailed(f"{name}: {problem}")


def job(name: str) -> Job:
    """Raises UnknownName for what no room registered."""
    for known in periodic_jobs():
        if known.name == name:
            return known
    raise UnknownName(f"nobody registered the job {name!r}")


def wake(name: str) -> None:
    """Have a job run soon: in the transaction of the deed, so that it wakes only if the deed is kept."""
    now = timezone.now()
    # As few as there are jobs: reading them is quicker than asking for one by what its JSON holds.
    waiting = (json.loads(said) for (said,) in _WAITING.rows(at=now))
    if not any(kept["args"][:1] == [name] for kept in waiting):
        run_job.using(run_after=now).enqueue(name)


_WAITING = ReadyQuery(
    lambda: (
        DBTaskResult.objects.filter(
            status=TaskResultStatus.READY, run_after__lte=A_MOMENT, task_path=run_job.module_path
        )
        .order_by()
        .values_list("args_kwargs")
    ),
    at=A_MOMENT,
)


def tick(at: datetime) -> list[str]:
    """Sweep what lost its worker, then enqueue every job whose turn has come; returns their names."""
    sweep(at)
    turns = []
    for known in periodic_jobs():
        since = at - timedelta(minutes=known.minutes)
        ready = Q(status=TaskResultStatus.READY, run_after__lte=at)
        begun = Q(status=TaskResultStatus.RUNNING, started_at__gt=at - PERHAPS_LOST_AFTER)
        busy = _of(known.name).filter(ready | begun)
        if not busy.exists() and not _of(known.name).filter(enqueued_at__gt=since).exists():
            run_job.using(run_after=at).enqueue(known.name)
            turns.append(known.name)
    if DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=at).exists():
        # Also for what was written while the broker was down, or waited for its hour.
        ring()
    return turns


def sweep(at: datetime) -> int:
    """Give back the tasks whose worker died: they run again. Returns how many."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=at - LOST_AFTER)
    return lost.update(status=TaskResultStatus.READY, started_at=None, worker_ids=[])


def run_again(pk: UUID, at: datetime) -> bool:
    """Have a task that failed run now, and drop its later try; False if it is no longer a failed one."""
    values: dict[str, Any] = {"started_at": None, "finished_at": None, "worker_ids": []}
    values |= {"status": TaskResultStatus.READY, "run_after": at}
    values |= {"traceback": "", "exception_class_path": ""}
    with transaction.atomic():
        failed = DBTaskResult.objects.failed().filter(pk=pk)
        row = failed.first()
        if row is None or not failed.update(**values):
            return False
        later = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=at)
        for argument in row.args_kwargs["args"][:1]:
            later = later.filter(args_kwargs__args__0=argument)
        later.filter(task_path=row.task_path).delete()
        ring()
    return True


def again(name: str, at: datetime) -> None:
    """Have a job run at a moment to come, unless it will by then."""
    if not _of(name).filter(status=TaskResultStatus.READY, run_after__gt=timezone.now()).exists():
        run_job.using(run_after=at).enqueue(name)


def prune(at: datetime) -> int:
    """Remove what finished long ago; of a job that runs often, all but its last success of more than an hour ago."""
    count: int = DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()[0]
    for known in periodic_jobs():
        if timedelta(minutes=known.minutes) < OFTEN:
            done = _of(known.name).filter(
                status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - OFTEN
            )
            last = list(done.order_by("-finished_at").values_list("pk", flat=True)[:1])
            count += done.exclude(pk__in=last).delete()[0]
    return count


def _of(name: str) -> models.QuerySet[DBTaskResult[..., object]]:
    return DBTaskResult.objects.filter(task_path=run_job.module_path, args_kwargs__args__0=name)
