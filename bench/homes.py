"""The home of a group with a year of life, alone in its database and among 7,800 such groups, beside hello."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from random import Random
from statistics import median

import psycopg

from bench.houses import ROOT, serving
from bench.load import CLIENTS, Load, measure

ALONE, WORLD = 1, 7800
TURNS, SECONDS, WARM_UP = 5, 1.5, 8  # the first warms up and is not counted
BOUND, BOUND_IN_THE_WORLD = 0.04, 1.2
SEED, VISITS = 1961, 8000
ROW = "{:<34}{:>12}{:>9}{:>9}  {}"
HELLO = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass
class Work:
    """What is asked of which house; before: done to its database in front of each turn."""

    name: str
    load: Load
    before: Callable[[], None] = lambda: None
    rates: list[float] = field(default_factory=list)
    hellos: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(rate / hello for rate, hello in zip(self.rates, self.hellos, strict=True))


def databases() -> dict[int, str]:
    """Return where each is kept: beside the database that DATABASE_URL names."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        return {
            count: url.replace(".sqlite3", f"-homes{count}.sqlite3") for count in (ALONE, WORLD)
        }
    with psycopg.connect(url, autocommit=True) as connection:
        for count in (ALONE, WORLD):
            connection.execute(f"CREATE DATABASE homes{count}")
    return {count: url.replace("/postgres?", f"/homes{count}?") for count in (ALONE, WORLD)}


def fill(count: int, url: str) -> tuple[list[bytes], list[bytes]]:
    """Return what the members of one group ask, and what one member of each of many groups does."""
    wanted = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.lives", str(count)]
    filled = subprocess.run(command, cwd=ROOT, env=wanted, check=True, stdout=subprocess.PIPE)
    words = [line.split() for line in filled.stdout.decode().splitlines() if line[:1].isdigit()]
    asked = [(int(place), _get(path, cookie)) for place, path, cookie in words]
    return [one for place, one in asked if place == 0], [one for place, one in asked if place]


def _get(path: str, cookie: str) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept-Language: fr",
        "X-Forwarded-For: 203.0.113.7",
        f"Cookie: session={cookie}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def make_old(url: str) -> None:
    """Every kept page of this database has to be drawn anew."""
    sql = "INSERT INTO groups_pulse (about) VALUES ('all')"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute(sql)
            connection.commit()
        return
    with psycopg.connect(url) as there:
        there.execute(sql)


def main() -> int:
    urls = databases()
    asked = {count: fill(count, url) for count, url in urls.items()}
    application = "config.wsgi:application"
    with ExitStack() as servers:
        hello = servers.enter_context(serving("bench.hello:application"))
        ports = {
            count: servers.enter_context(
                serving(application, DATABASE_URL=url, LAMPION_HOME_SECTION="world")
            )
            for count, url in urls.items()
        }
        works = _works(urls, ports, asked)
        for turn in range(TURNS):
            for work in works:
                _measure(work, hello, SECONDS, counts=turn > 0)
    return _table(works)


def _works(
    urls: dict[int, str], ports: dict[int, int], asked: dict[int, tuple[list[bytes], list[bytes]]]
) -> list[Work]:
    """Kept pages of the forty of one group; pages drawn anew, each once; and visits all over the world."""
    luck, many = Random(SEED), asked[WORLD][1]
    visits = luck.choices(many, [1 / rank for rank in range(1, len(many) + 1)], k=VISITS)
    kept = [
        Work(f"group home, {'alone' if count == ALONE else 'among 7,800'}",
             Load(ports[count], asked[count][0] * CLIENTS))
        for count in urls
    ]  # fmt: skip
    drawn = [
        Work(f"drawn anew, {'alone' if count == ALONE else 'among 7,800'}",
             Load(ports[count], asked[count][0], once=True), lambda url=urls[count]: make_old(url))
        for count in urls
    ]  # fmt: skip
    return [*kept, *drawn, Work("visits in 400 of the 7,800", Load(ports[WORLD], visits))]


def _measure(work: Work, hello: int, seconds: float, *, counts: bool) -> None:
    base = measure(Load(hello, [HELLO] * CLIENTS), seconds=seconds / 2)[0]
    work.before()
    if (
        not work.load.once
    ):  # another work made the pages old, and each worker draws each of the forty
        measure(work.load, seconds=WARM_UP)
    rate = measure(work.load, seconds=seconds)[0]
    if counts:
        work.rates.append(rate)
        work.hellos.append(base)


def _table(works: list[Work]) -> int:
    """Print each beside hello, and the kept page among 7,800 beside the one alone; returns 1 if a bound is missed."""
    kind = os.environ["DATABASE_URL"].split(":")[0]
    print(ROW.format(kind, "per second", "ratio", "bound", "of"))
    missed = 0
    for place, work in enumerate(works):
        bound = BOUND if place == 0 else 0
        missed += work.ratio < bound
        said = f"{median(work.hellos):.0f} hello" + (": MISSED" if work.ratio < bound else "")
        rate = f"{median(work.rates):.0f}"
        print(ROW.format(work.name, rate, f"{work.ratio:.4f}", bound or "", said))
    for name, (alone, world), bound in (
        ("kept, alone ÷ among 7,800", works[:2], BOUND_IN_THE_WORLD),
        ("drawn anew, alone ÷ among 7,800", works[2:4], BOUND_IN_THE_WORLD),
    ):
        ratio = median(one / two for one, two in zip(alone.rates, world.rates, strict=True))
        missed += ratio > bound
        print(ROW.format(name, "", f"{ratio:.2f}", f"≤ {bound}", "MISSED" * (ratio > bound)))
    print()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
