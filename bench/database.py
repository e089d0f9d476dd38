"""Fills the database that DATABASE_URL names, measures, and prints one table."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import commits  # noqa: E402
from bench.houses import serving  # noqa: E402
from bench.load import CLIENTS, Load, measure  # noqa: E402
from bench.works import TURNS, Work, works  # noqa: E402
from lampion.enquiries.models import Enquiry  # noqa: E402
from tests.postgres import binaries  # noqa: E402

SECONDS, WARM_UP = 1.5, 6
ROW = "{:<20}{:>12}{:>9}{:>9}  {}"
HELLO, RAW = "hello", "raw commit"
GET_HELLO = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass
class Result:
    work: Work
    rates: list[float] = field(default_factory=list)
    bases: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [rate / base for rate, base in zip(self.rates, self.bases, strict=True)]

    def add(self, rate: float, base: float) -> None:
        self.rates.append(rate)
        self.bases.append(base)


def main() -> int:
    call_command("prepare", demo=True)
    call_command("seed_world")
    before = Enquiry.objects.count()
    wanted = works()
    connection.close()
    results, answered = _measure(wanted)
    kept = Enquiry.objects.count() - before
    if kept != answered:
        print(f"{answered} requests were acknowledged, {kept} are in the database.")
        return 1
    return _table(results)


def _measure(wanted: list[Work]) -> tuple[list[Result], int]:
    """Each work is measured beside what it is compared with, so that a slow moment of the machine slows both."""
    results, answered = [Result(work) for work in wanted], 0
    with ExitStack() as open_servers:
        ports = {HELLO: open_servers.enter_context(serving("bench.hello:application"))}
        for home in ("demo", "world"):
            house = serving("config.wsgi:application", LAMPION_HOME_SECTION=home)
            ports[home] = open_servers.enter_context(house)
        against = {HELLO: lambda: _hello(ports[HELLO]), RAW: raw_commits}
        for turn in range(TURNS):
            for result in results:
                base = against[result.work.against]()
                load = result.work.load(ports[result.work.home], turn)
                rate, count = measure(load, seconds=SECONDS if turn else WARM_UP)
                answered += count if load.once else 0
                if turn:
                    result.add(rate, base)
    return results, answered


def _hello(port: int) -> float:
    return measure(Load(port, [GET_HELLO] * CLIENTS), seconds=1)[0]


def raw_commits() -> float:
    if connection.vendor == "postgresql":
        return commits.on_postgres(os.environ["DATABASE_URL"], binaries(), seconds=2)
    return commits.on_sqlite(settings.VAR_DIR, seconds=2)


def _table(results: list[Result]) -> int:
    """Print each rate beside what it is compared with; returns 1 if a bound is not kept."""
    print(ROW.format(connection.vendor, "per second", "ratio", "bound", "of"))
    missed = 0
    for result in results:
        work, ratio = result.work, median(result.ratios)
        kept = ratio >= work.bound
        missed += not kept
        words = f"{median(result.bases):.0f} {work.against}" + ("" if kept else ": MISSED")
        rate = f"{median(result.rates):.0f}"
        print(ROW.format(work.name, rate, f"{ratio:.3f}", work.bound, words))
    print()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
