"""A real mailbox on this machine, read by IMAP; it forgets all when it ends."""

from __future__ import annotations

import contextlib
import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.smtp import free_port

USER, PASSWORD = "lampion", "a password of the mailbox"
STARTING_SECONDS = 30


@dataclass
class Mailbox:
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--no-tls", "--no-service", "admin", "dict"]
        command += ["--demo-user", USER, "--demo-password", PASSWORD]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, **quiet)
        end = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError), self.line():
                return
            time.sleep(0.1)
        raise RuntimeError("the mailbox did not start")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    @contextlib.contextmanager
    def line(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as line:
            line.login(USER, PASSWORD)
            line.select("INBOX")
            yield line

    def put(self, letter: bytes) -> None:
        with self.line() as line:
            assert line.append("INBOX", "", None, letter)[0] == "OK"

    def flags(self) -> list[str]:
        """Return what is marked on each letter that lies there."""
        with self.line() as line:
            _ok, found = line.uid("SEARCH", "ALL")
            keys = (found[0] or b"").split()
            return [
                " ".join(sorted(flag.decode() for flag in imaplib.ParseFlags(said)))
                for key in keys
                for said in line.uid("FETCH", key, "(FLAGS)")[1]
            ]


@contextlib.contextmanager
def serving() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    try:
        yield box
    finally:
        box.kill()
