"""python -m bench: everything on SQLite, then on PostgreSQL with every commit written to the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.houses import ROOT, environment

DURABLE = "-c max_connections=100"


def _run(database: str, var: Path) -> int:
    """Returns 1 if a bound was missed."""
    missed = 0
    for part in ("bench.database", "bench.inbox"):
        command = [sys.executable, "-m", part]
        done = subprocess.run(command, cwd=ROOT, env=environment(var, database), check=False)
        missed |= done.returncode
    return missed


def main() -> int:
    # Its import starts no server when the address of one is given.
    os.environ["DATABASE_URL"] = "none"
    from tests.postgres import server

    print(
        "The load generator shares the machine's cores with the servers. Medians of three turns, after one to warm up.\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        (var / "mailbox").mkdir()
        missed = _run(f"sqlite:///{var / 'bench.sqlite3'}", var)
        with server(DURABLE) as url:
            return missed | _run(url, var)


if __name__ == "__main__":
    sys.exit(main())
