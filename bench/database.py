"""Fills the database that DATABASE_URL names, measures, and prints one table."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import commits  # noqa: E402
from bench.houses import serving  # noqa: E402
from bench.load import Load, measure  # noqa: E402
from bench.works import TURNS, Work, works  # noqa: E402
from lampion.enquiries.models import Enquiry  # noqa: E402
from tests.postgres import binaries  # noqa: E402

SECONDS = 1.5
ROW = "{:<20}{:>12}{:>9}{:>9}  {}"
HELLO, RAW = "hello", "raw commit"
GET_HELLO = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def main() -> int:
    with Path(os.devnull).open("w") as nowhere:
        call_command("prepare", demo=True, stdout=nowhere)
    call_command("seed_world")
    before = Enquiry.objects.count()
    wanted = works()
    connection.close()
    rates, answered = _measure(wanted)
    kept = Enquiry.objects.count() - before
    if kept != answered:
        print(f"{answered} requests were acknowledged, {kept} are in the database.")
        return 1
    return _table(wanted, rates)


def _measure(wanted: list[Work]) -> tuple[dict[str, float], int]:
    """Each turn measures everything once, so that a slow moment of the machine slows all; keep the median."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    answered = 0
    with ExitStack() as open_servers:
        ports = {HELLO: open_servers.enter_context(serving("bench.hello:application"))}
        for home in ("demo", "world"):
            house = serving("config.wsgi:application", LAMPION_HOME_SECTION=home)
            ports[home] = open_servers.enter_context(house)
        for turn in range(TURNS):
            hello = Load(ports[HELLO], [GET_HELLO] * 8)
            found[HELLO].append(measure(hello, seconds=SECONDS)[0])
            found[RAW].append(_raw_commits())
            for work in wanted:
                load = work.load(ports[work.home], turn)
                rate, count = measure(load, seconds=SECONDS)
                found[work.name].append(rate)
                answered += count if load.once else 0
    return {name: median(values) for name, values in found.items()}, answered


def _raw_commits() -> float:
    if connection.vendor == "postgresql":
        return commits.on_postgres(os.environ["DATABASE_URL"], binaries(), seconds=2)
    return commits.on_sqlite(settings.VAR_DIR, seconds=2)


def _table(wanted: list[Work], rates: dict[str, float]) -> int:
    """Print each rate beside what it is compared with; returns 1 if a bound is not kept."""
    print(ROW.format(connection.vendor, "per second", "ratio", "bound", ""))
    for name in (HELLO, RAW):
        print(ROW.format(name, f"{rates[name]:.0f}", "", "", ""))
    missed = 0
    for work in wanted:
        ratio = rates[work.name] / rates[work.against]
        kept = ratio >= work.bound
        missed += not kept
        words = f"of {work.against}" + ("" if kept else ": MISSED")
        print(ROW.format(work.name, f"{rates[work.name]:.0f}", f"{ratio:.3f}", work.bound, words))
    print()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
