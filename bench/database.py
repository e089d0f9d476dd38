"""Fills the database that DATABASE_URL names, measures, and prints one table."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from django.core.management import call_command
from django.db import connection

from bench import commits
from bench.houses import serving
from bench.load import per_second
from bench.works import TURNS, Work, works
from lampion.enquiries.models import Enquiry
from tests.postgres import binaries

SECONDS = 1.5
ROW = "{:<20}{:>12}{:>9}{:>9}  {}"
HELLO, RAW = "hello", "raw commit"


def main() -> int:
    with open(os.devnull, "w") as nowhere:
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
    found = defaultdict[str, list[float]](list)
    with ExitStack() as open_servers:
        ports = {HELLO: open_servers.enter_context(serving("bench.hello:application"))}
        for home in ("demo", "world"):
            house = serving("config.wsgi:application", LAMPION_HOME_SECTION=home)
            ports[home] = open_servers.enter_context(house)
    return {name: median(values) for name, values in found.items()}
