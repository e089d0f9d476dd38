"""Kills the sender again and again while it works, and counts what was lost and what came twice.

The sender is a real worker (manage.py db_worker) in a process of its own, on the database of the settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lampion.kit.tasks import wake
from lampion.mail.models import SEND, Message
from tests.smtp import MailServer

ROOT = Path(__file__).resolve().parents[1]
WORKER = [sys.executable, "-m", "tests.worker"]
PATIENCE_SECONDS = 60


def database_url() -> str:
    """Return the address of the database that this process uses, for another process."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    login = f"{used['USER'] or 'postgres'}:{used['PASSWORD']}".rstrip(":")
    if str(used["HOST"]).startswith("/") or not used["HOST"]:
        return (
            f"postgresql://{login}@/{used['NAME']}?host={used['HOST'] or used['OPTIONS']['host']}"
        )
    return f"postgresql://{login}@{used['HOST']}:{used['PORT'] or 5432}/{used['NAME']}"


def environment(**more: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LAMPION_VAR": str(settings.VAR_DIR),
        "LAMPION_ENV": "test",
        "LAMPION_DEMO": "0",
        "DATABASE_URL": database_url(),
        **more,
    }


@contextmanager
def worker(port: int, *, wrong: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A worker that sends to the mail server on `port`, until the block ends. wrong: a fault of tests.worker."""
    names = {"LAMPION_SMTP_HOST": "127.0.0.1", "LAMPION_SMTP_PORT": str(port), "WRONG": wrong}
    process = subprocess.Popen(WORKER, cwd=ROOT, env=environment(**names))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(reached: Callable[[], bool], what: str) -> None:
    """Wait for something that comes; if it does not, say what."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > end:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.002)


@dataclass
class Report:
    """unnoted: mails that the server had taken when the worker died before noting it, once for each time.

    strange: what the server took under a name that nobody queued.
    """

    kills: int = 0
    unnoted: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    doubles: dict[str, int] = field(default_factory=dict)

    @property
    def unexplained(self) -> dict[str, int]:
        """Doubles that no kill explains."""
        return {key: n for key, n in self.doubles.items() if n > self.unnoted.count(key)}


def _noted() -> set[str]:
    return set(Message.objects.exclude(sent_at=None).values_list("message_id", flat=True))


def _ten_minutes_later() -> None:
    """The claim of the dead worker ends; somebody's deed wakes the next one."""
    now = timezone.now()
    Message.objects.filter(claimed_until__gt=now).update(claimed_until=now)
    wake(SEND)


def kill_and_count(
    box: MailServer, port: int, *, kills: int, luck: Random, at: str = "random", wrong: str = ""
) -> Report:
    """Kill a worker `kills` times, then let one without fault finish.

    at: "line", as soon as the server was told of a mail; "text", while the server has the text and not yet taken it; "taken", before it says that it has taken it;
    "random", some thousandths of a second after one of the next mails.
    """
    report = Report()
    queued = set(Message.objects.values_list("message_id", flat=True))
    for _turn in range(kills):
        _ten_minutes_later()
        with worker(port, wrong=wrong) as process:
            _await_moment(box, at, luck)
            process.kill()
        until(lambda: box.open == 0, "the server's lines to end")
        report.kills += 1
        noted = _noted()
        counted = Counter(report.unnoted)
        for key, times in Counter(box.taken).items():
            # What is noted was taken once for that; every time more is one that was not noted.
            report.unnoted += [key] * (times - (key in noted) - counted[key])
    box.before_taking = box.before_answering = 0
    _ten_minutes_later()
    with worker(port):
        until(lambda: not Message.objects.waiting().exists(), "the rest to be sent")
    report.lost, report.doubles = queued - set(box.taken), box.doubles
    report.strange = set(box.taken) - queued
    return report


def _await_moment(box: MailServer, at: str, luck: Random) -> None:
    if at == "line":
        until(lambda: box.asked > 0, "the server to be asked")
    elif at == "text":
        box.before_taking, seen = 0.5, box.texts
        until(lambda: box.texts > seen, "a text to come")
    elif at == "taken":
        box.before_answering, seen = 0.5, len(box.taken)
        until(lambda: len(box.taken) > seen, "a mail to be taken")
    else:
        wanted = len(box.taken) + min(luck.randrange(1, 9), Message.objects.waiting().count())
        until(lambda: len(box.taken) >= wanted, f"mail {wanted}")
        time.sleep(luck.random() * 0.01)
