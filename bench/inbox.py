"""The inbox of a secretariat with 20,000 requests beside that of one with 200, each in a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median, quantiles

import psycopg

from bench.houses import ROOT, serving
from bench.load import Load, measure

FEW, MANY = 200, 20_000
# Many short turns, few beside many, so that a slow moment of the machine slows both; the first warms up.
TURNS, SECONDS, WARM_UP, CLIENTS = 16, 0.5, 3, 2
BOUND = 1.2
ROW = "{:<34}{:>9}{:>9}{:>9}{:>9}  {}"
# A common word, half of the first name; a rare one: three people.
PAGES = {
    "inbox": "/office/enquiries/",
    "inbox, a word of many": "/office/enquiries/?q=martin",
    "inbox, a word of three": "/office/enquiries/?q=quetelet",
}


@dataclass
class Result:
    few: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [few / many for few, many in zip(self.few, self.many, strict=True)]


def databases() -> dict[int, str]:
    """Return where the few and the many are kept: beside the database that DATABASE_URL names."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        return {count: url.replace(".sqlite3", f"-{count}.sqlite3") for count in (FEW, MANY)}
    with psycopg.connect(url, autocommit=True) as connection:
        for count in (FEW, MANY):
            connection.execute(f"CREATE DATABASE inbox{count}")
    return {count: url.replace("/postgres?", f"/inbox{count}?") for count in (FEW, MANY)}


def fill(count: int, url: str) -> str:
    """Return the cookie of a colleague who is signed in there."""
    command = [sys.executable, "-m", "bench.requests", str(count)]
    wanted = os.environ | {"DATABASE_URL": url}
    filled = subprocess.run(command, cwd=ROOT, env=wanted, check=True, stdout=subprocess.PIPE)
    return filled.stdout.decode().split()[-1]


def main() -> int:
    urls = databases()
    cookies = {count: fill(count, url) for count, url in urls.items()}
    results = {name: Result() for name in PAGES}
    application = "config.wsgi:application"
    with (
        serving(application, DATABASE_URL=urls[FEW]) as few,
        serving(application, DATABASE_URL=urls[MANY]) as many,
    ):
        for turn in range(TURNS):
            for name, path in PAGES.items():
                seconds = SECONDS if turn else WARM_UP
                rates = [
                    measure(
                        Load(port, [_get(path, cookies[count])] * CLIENTS),
                        seconds=seconds,
                        clients=CLIENTS,
                    )[0]
                    for port, count in ((few, FEW), (many, MANY))
                ]
                if turn:
                    results[name].few.append(rates[0])
                    results[name].many.append(rates[1])
    return _table(results)


def _get(path: str, cookie: str) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept-Language: fr",
        "X-Forwarded-For: 203.0.113.7",
        f"Cookie: session={cookie}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _table(results: dict[str, Result]) -> int:
    """Print the pages a second with few and with many, and how much longer many take; returns 1 if too long."""
    kind = os.environ["DATABASE_URL"].split(":")[0]
    print(ROW.format(kind, f"{FEW}", f"{MANY:,}", "ratio", "bound", "middle half"))
    missed = 0
    for name, result in results.items():
        ratio = median(result.ratios)
        low, _middle, high = quantiles(result.ratios, n=4)
        spread = f"{low:.2f}–{high:.2f}"
        kept = ratio <= BOUND
        missed += not kept
        rates = (f"{median(result.few):.0f}", f"{median(result.many):.0f}")
        print(
            ROW.format(
                name, *rates, f"{ratio:.2f}", f"≤ {BOUND}", spread + ("" if kept else ": MISSED")
            )
        )
    print()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
