"""The raw rate of commits: one row with a unique index, each its own commit, written to the disk."""

from __future__ import annotations

import re
import secrets
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

CLIENTS = 32
TABLE = "CREATE TABLE raw_commit (id {key} PRIMARY KEY, token TEXT NOT NULL UNIQUE)"
SCRIPT = "INSERT INTO raw_commit (token) VALUES (gen_random_uuid()::text);\n"


def on_postgres(url: str, binaries: Path, *, seconds: int) -> float:
    """pgbench, prepared, 32 clients."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS raw_commit")
        connection.execute(TABLE.format(key="bigserial"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        command = [
            binaries / "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}",
            "--jobs=2", f"--time={seconds}", f"--file={script.name}", url,
        ]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    if found is None:
        raise RuntimeError("pgbench gave no rate")
    return float(found[1])


def on_sqlite(folder: Path, *, seconds: int) -> float:
    """One writer: SQLite lets in one at a time. Every commit waits for the disk (synchronous=FULL)."""
    connection = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("DROP TABLE IF EXISTS raw_commit")
    connection.execute(TABLE.format(key="INTEGER"))
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        connection.execute("INSERT INTO raw_commit (token) VALUES (?)", [secrets.token_hex(16)])
        count += 1
    took = time.perf_counter() - start
    connection.close()
    return count / took
