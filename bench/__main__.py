"""python -m bench [PART...]: everything, or a part, on SQLite, then on PostgreSQL with every commit on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.houses import ROOT, environment

DURABLE = "-c max_connections=100"


PARTS = {
    "pages": "bench.database",
    "homes": "bench.homes",
    "inbox": "bench.inbox",
    "letters": "bench.letters",
    "mailing": "bench.mailing",
    "telling": "bench.telling",
    "signing": "bench.signing",
    "kills": "bench.kills",
    "durability": "bench.durability",
}


def _run(database: str, var: Path, parts: list[str]) -> int:
    missed = 0
    for part in parts:
        command = [sys.executable, "-m", PARTS[part]]
        done = subprocess.run(command, cwd=ROOT, env=environment(var, database), check=False)
        missed |= done.returncode
    return missed


def main() -> int:
    parts = sys.argv[1:] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    # Its import starts no server when the address of one is given.
    os.environ["DATABASE_URL"] = "none"
    from tests.postgres import server

    print(
        "The load generator shares the machine's cores with the servers. Medians of three turns, after one to warm up.\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        (var / "mailbox").mkdir()
        missed = _run(f"sqlite:///{var / 'bench.sqlite3'}", var, parts)
        with server(DURABLE) as url:
            return missed | _run(url, var, parts)


if __name__ == "__main__":
    sys.exit(main())
