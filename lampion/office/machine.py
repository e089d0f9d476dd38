"""How the machine does, read from rows alone: what waits, what failed, what ran last and when next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lampion.kit import tasks
from lampion.kit.formats import local_datetime
from lampion.kit.registers import Job, periodic_jobs
from lampion.mail.models import Message, Outage
from lampion.office.words import job_in_words, problem_in_words, topic_in_words

# Jobs come each minute: after so long without a sign, somebody should look.
SILENT_AFTER = timedelta(minutes=5)
GIVEN_UP_FOR = timedelta(days=30)
READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING


# Nobody signs in, and nobody is warned, by a mail that waits here.
NEVER_HELD = ("security", "sign-in")


@dataclass(frozen=True, slots=True)
class Topic:
    """Mails that wait on one topic. `next_at` is None when all are held."""

    key: str
    name: str
    waiting: int
    held: int
    oldest_at: datetime
    next_at: datetime | None

    @property
    def may_be_held(self) -> bool:
        return self.key not in NEVER_HELD

    @property
    def free(self) -> int:
        return self.waiting - self.held


@dataclass(frozen=True, slots=True)
class Failure:
    """A task whose last run failed. `problem`: words for the class of the error; `next_at` None: not before its next turn."""

    pk: UUID
    name: str
    tries: int
    problem: str
    failed_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """The last run of a periodic job; outcome: "fine", "failed", "running" or "never"."""

    name: str
    minutes: int
    outcome: str
    ended_at: datetime | None
    seconds: float | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Tasks that are ready now, wait for their hour, run, and failed in the days that results are kept."""

    ready: int
    later: int
    running: int
    failed: int


def topics() -> list[Topic]:
    free = Q(held_at=None)
    rows = (
        Message.objects.waiting()
        .values("topic")
        .annotate(
            waiting=Count("pk"),
            held=Count("held_at"),
            oldest_at=Min("created_at"),
            next_at=Min("next_try_at", filter=free),
        )
        .order_by("topic")
    )
    return [_topic(row) for row in rows]


def _topic(row: Mapping[str, Any]) -> Topic:
    counted = {name: value for name, value in row.items() if name != "topic"}
    return Topic(row["topic"], topic_in_words(row["topic"]), **counted)


def given_up(at: datetime) -> list[tuple[str, int]]:
    """Kinds of problem and how many mails each cost, the most frequent first. What was taken back is no problem."""
    lost = Message.objects.filter(gave_up_at__gt=at - GIVEN_UP_FOR).exclude(last_problem="")
    counted = lost.values_list("last_problem").annotate(count=Count("pk")).order_by("-count")
    return [(problem_in_words(problem), count) for problem, count in counted]


def queue(at: datetime) -> Queue:
    due = Q(status=READY, run_after__lte=at)
    counts = DBTaskResult.objects.aggregate(
        ready=Count("pk", filter=due),
        later=Count("pk", filter=Q(status=READY) & ~due),
        running=Count("pk", filter=Q(status=RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    return Queue(**counts)


def _named() -> Any:
    return DBTaskResult.objects.annotate(job=KT("args_kwargs__args__0"))


def _key(row: Any) -> str:
    """A periodic job by its name, another task by its function."""
    return str(row.job if row.task_path == tasks.run_job.module_path else row.task_path)


def _latest() -> list[Any]:
    """The finished task of each name that ended last."""
    newest = _named().finished().values("task_path", "job").annotate(last=Max("finished_at"))
    ends = {row["last"] for row in newest.order_by()}
    ended = _named().finished().filter(finished_at__in=ends).order_by("finished_at")
    return list({_key(row): row for row in ended}.values())


def failures(latest: Iterable[Any], waiting: Iterable[Any]) -> list[Failure]:
    next_at = {_key(row): row.run_after for row in waiting}
    failed = [row for row in latest if row.status == TaskResultStatus.FAILED]
    return sorted((_failure(row, next_at.get(_key(row))) for row in failed), key=lambda f: f.name)


_ATTEMPT = re.compile(r": (\w+)\s*\Z")


def _failure(row: Any, next_at: datetime | None) -> Failure:
    """A job's own error stands at the end of the last line; nothing else of what it said is kept."""
    arguments = row.args_kwargs["args"]
    tries, problem = 1, row.exception_class_path.rpartition(".")[2]
    if row.task_path == tasks.run_job.module_path:
        tries = arguments[1] + 1 if len(arguments) > 1 else 1
        named = _ATTEMPT.search(row.traceback)
        problem = named[1] if named else problem
    words = problem_in_words(problem)
    return Failure(row.pk, job_in_words(_key(row)), tries, words, row.finished_at, next_at)


def turns(latest: Iterable[Any], open_: Iterable[Any]) -> list[Turn]:
    ended, begun = {_key(row): row for row in latest}, {_key(row): row for row in open_}
    enqueued = dict(
        _named()
        .filter(task_path=tasks.run_job.module_path)
        .values_list("job")
        .annotate(last=Max("enqueued_at"))
        .order_by()
    )
    return [
        _turn(job, ended.get(job.name), begun.get(job.name), enqueued) for job in periodic_jobs()
    ]


def _turn(job: Job, row: Any, open_: Any, enqueued: Mapping[str, datetime]) -> Turn:
    last = enqueued.get(job.name)
    next_at = last + timedelta(minutes=job.minutes) if last else None
    if open_ is not None and open_.status == READY:
        next_at = open_.run_after
    name = job_in_words(job.name)
    never = Turn(name, job.minutes, "never", None, None, next_at)
    if open_ is not None and open_.status == RUNNING:
        return replace(never, outcome="running")
    if row is None:
        return never
    outcome = "failed" if row.status == TaskResultStatus.FAILED else "fine"
    seconds = (row.finished_at - row.started_at).total_seconds() if row.started_at else None
    return replace(never, outcome=outcome, ended_at=row.finished_at, seconds=seconds)


def verdicts(at: datetime, failing: int) -> list[str]:
    """What is wrong, in sentences; nothing when everything runs."""
    said = [_of_the_worker(at), _of_the_mail(at)]
    if failing:
        words = ngettext("%(count)s job fails.", "%(count)s jobs fail.", failing)
        said.append(words % {"count": failing})
    return [sentence for sentence in said if sentence]


def _of_the_worker(at: datetime) -> str:
    """While tasks wait, the worker is to blame: the scheduler adds none that waits already."""
    signs = DBTaskResult.objects.aggregate(
        ended=Max("finished_at"), begun=Max("started_at"), enqueued=Max("enqueued_at")
    )
    if signs["enqueued"] is None:
        return _("Nothing has run yet: start the worker and the scheduler.")
    waiting = DBTaskResult.objects.filter(status=READY, run_after__lte=at - SILENT_AFTER)
    since = waiting.aggregate(since=Min("run_after"))["since"]
    if since is not None:
        last = max((sign for sign in (signs["ended"], signs["begun"]) if sign), default=since)
        if DBTaskResult.objects.running().filter(started_at__gt=at - tasks.LOST_AFTER).exists():
            return _("The worker has been at one task for %(minutes)s minutes; others wait.") % {
                "minutes": _minutes(at - last)
            }
        if at - last > SILENT_AFTER:
            return _("The worker has not run for %(minutes)s minutes: nothing is sent.") % {
                "minutes": _minutes(at - last)
            }
    if since is None and at - signs["enqueued"] > SILENT_AFTER:
        return _("The scheduler has not run for %(minutes)s minutes: no job has its turn.") % {
            "minutes": _minutes(at - signs["enqueued"])
        }
    return ""


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)


def _of_the_mail(at: datetime) -> str:
    outage = Outage.objects.open().first()
    if outage is None:
        return ""
    words = _("The mail server has not answered since %(moment)s (%(problem)s). The mails wait.")
    problem = problem_in_words(outage.problem)
    return words % {"moment": local_datetime(outage.began_at), "problem": problem}


def look(at: datetime) -> dict[str, Any]:
    """What the page says."""
    latest, open_ = (
        _latest(),
        list(_named().filter(status__in=[READY, RUNNING]).order_by("run_after")),
    )
    failing = failures(latest, [row for row in open_ if row.status == READY])
    waiting = topics()
    lost = given_up(at)
    return {
        "at": at,
        "verdicts": verdicts(at, len(failing)),
        "topics": waiting,
        "waiting": sum(topic.waiting for topic in waiting),
        "held": sum(topic.held for topic in waiting),
        "oldest_at": min((topic.oldest_at for topic in waiting), default=None),
        "given_up": lost,
        "given_up_count": sum(count for _problem, count in lost),
        "queue": queue(at),
        "failures": failing,
        "turns": turns(latest, open_),
        "broker": {
            "redis": "Redis",
            "rediss": "Redis",
            "amqp": "RabbitMQ",
            "amqps": "RabbitMQ",
        }.get(urlsplit(settings.BROKER).scheme, ""),
    }
