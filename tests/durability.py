"""People sign while the web server, the worker and PostgreSQL are killed in turn; then it is counted what was lost.

An acknowledged signature is one for which the browser got the page of thanks. All of it runs in processes of its own,
on a PostgreSQL of its own.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from django.conf import settings

from tests.postgres import OPTIONS, Server
from tests.smtp import free_port

ROOT = Path(__file__).resolve().parents[1]
DURABLE = "-c max_connections=100"
# The control: PostgreSQL says yes before the line is written, and what it writes late is lost with it.
FORGETFUL = f"{DURABLE} -c synchronous_commit=off -c wal_writer_delay=10s"
SIGNERS, PATIENCE_SECONDS = 6, 120
VICTIMS = ("web", "worker", "database")


@dataclass
class Report:
    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    uncounted: int = 0


class House:
    """A whole Lampion that can lose a part and get it back."""

    def __init__(self, var: Path) -> None:
        (var / "mailbox").mkdir(exist_ok=True)
        self.var, self.database, self.port = var, Server(OPTIONS), free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        # Nothing is lost while it is made: a quick database is enough for that.
        self.number = int(json.loads(self.ask("prepare"))["number"])
        self.database.begin_anew(DURABLE)
        self.start("web")
        self.start("worker")

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "LAMPION_KEYS": ",".join(settings.LAMPION_KEYS),
            "LAMPION_VAR": str(self.var),
            "LAMPION_ENV": "local",
            "LAMPION_DEMO": "1",
            "LAMPION_PROXIES": "1",
        }

    def ask(self, deed: str, said: str = "") -> str:
        """Run tests.signing_house on the database of this house."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.signing_house", deed],
            cwd=ROOT, env=self.environment(), input=said, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip().splitlines()[-1]

    def start(self, part: str) -> None:
        web = [
            str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host",
            "127.0.0.1", "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
            "--no-ws", "--log-level", "critical", "config.wsgi:application",
        ]  # fmt: skip
        command = web if part == "web" else [sys.executable, "-m", "tests.worker"]
        self.processes[part] = subprocess.Popen(
            command, cwd=ROOT, env=self.environment(), stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def live_with(self, options: str) -> None:
        """Give PostgreSQL other options."""
        self.database.begin_anew(options)
        for part in self.processes:
            self._end(part)
            self.start(part)

    def kill(self, part: str) -> None:
        """Kill it, and start it again as a supervisor does; a worker ends with its database."""
        if part == "database":
            self.database.kill()
            self.database.start()
            part = "worker"
        self._end(part)
        self.start(part)

    def _end(self, part: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[part].pid, signal.SIGKILL)
        self.processes[part].wait()

    def end(self) -> None:
        for part in self.processes:
            self._end(part)
        self.database.remove()


@contextlib.contextmanager
def house(var: Path) -> Iterator[House]:
    made = House(var)
    try:
        yield made
    finally:
        made.end()


class Signer(threading.Thread):
    """Signs again and again, each time as somebody else; notes whom the server thanked."""

    def __init__(self, made: House, name: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.house, self.called, self.stop = made, name, stop
        self.thanked: list[str] = []

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            email = f"{self.called}-{turn}-{secrets.token_hex(3)}@example.org"
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self._sign(email, turn):
                    self.thanked.append(email)
                    continue
            time.sleep(0.05)

    def _sign(self, email: str, turn: int) -> bool:
        said = {
            "name": "Camille Martin", "email": email, "locality": "5000 Namur", "country": "be",
            "use": "counted", "old_enough": "on", "consent_version": "1",
        }  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{hash(self.called) % 250}.{turn // 250 % 250}.{turn % 250}",
        }
        try:
            address = f"/petitions/{self.house.number}/signatures/"
            line.request("POST", address, urlencode(said), headers)
            return line.getresponse().status == 302
        finally:
            line.close()


def kill_while_people_sign(made: House, *, kills: int, luck: Random, only: str = "") -> Report:
    """Kill a part of the house `kills` times, in turn or always the same one, and count."""
    report, stop = Report(), threading.Event()
    signers = [Signer(made, f"signer{number}", stop) for number in range(SIGNERS)]
    for signer in signers:
        signer.start()
    for turn in range(kills):
        _until_some_signed(signers, luck.randrange(5, 25))
        made.kill(only or VICTIMS[turn % len(VICTIMS)])
        report.kills += 1
    if only != "database":
        _until_some_signed(signers, 5)
    stop.set()
    for signer in signers:
        signer.join()
    report.acknowledged = {email for signer in signers for email in signer.thanked}
    found = json.loads(made.ask("count", json.dumps(sorted(report.acknowledged))))
    report.lost, report.doubled = set(found["lost"]), set(found["doubled"])
    report.uncounted = found["uncounted"]
    return report


def _until_some_signed(signers: list[Signer], more: int) -> None:
    """Wait until so many more were thanked: then the house is well again."""
    wanted = sum(len(signer.thanked) for signer in signers) + more
    end = time.monotonic() + PATIENCE_SECONDS
    while sum(len(signer.thanked) for signer in signers) < wanted:
        if time.monotonic() > end:
            raise AssertionError("nobody could sign any more")
        time.sleep(0.005)
