"""Signing, and reading a petition, on top of 10 thousand, 1 million and 5 million signatures: the cost stays flat.

BENCH_SIGNATURES=10000,50000 tries it with fewer.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable
from random import Random
from statistics import median
from urllib.parse import urlencode

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.database import GET_HELLO, raw_commits  # noqa: E402
from bench.houses import serving  # noqa: E402
from bench.load import CLIENTS, Load, measure  # noqa: E402
from lampion.petitions.counting import count, recount  # noqa: E402
from lampion.petitions.models import Change, Petition, Signature, Source, Tally  # noqa: E402
from lampion.sections.models import Parameter  # noqa: E402

SIZES = [
    int(size) for size in os.environ.get("BENCH_SIGNATURES", "10000,1000000,5000000").split(",")
]
TURNS, SECONDS, WARM_UP, FORMS, CHANGES = 5, 1.5, 3, 6000, 1000
SIGNING, READING, FLAT, COUNTING = 0.02, 0.3, 1.1, 1.5
ROW = "{:<12}{:>12}{:>8}{:>12}{:>8}{:>14}{:>14}"
# A row as signing writes it; the sealed part is as long as one.
FILL = """
INSERT INTO petitions_signature (petition_id, address_mark, nth, name_mark, domain_mark, lookalike, sealed, use,
    wants_news, month, place, made_at, confirmed_at, set_aside_why)
SELECT %s, {mark}, 1, {mark}, 'domain', {no}, {sealed}, 'counted', {no}, %s, 'be:5000:namur', %s, %s, ''
FROM {numbers}
"""


def main() -> int:
    call_command("prepare", demo=True, verbosity=0)
    Parameter.objects.filter(name__in=["connection-hourly", "hot-minute"]).update(value=100_000)
    petition = Petition.objects.get(number=1)
    print(
        ROW.format(
            connection.vendor, "signed/s", "of raw", "pages/s", "hello", "count 1,000", "recount"
        )
    )
    missed = False
    first: tuple[float, float, float] | None = None
    for size in SIZES:
        _fill(petition, size)
        connection.close()
        signed, read, rates = _measure(petition)
        counted = median(_count(petition) for _turn in range(TURNS))
        recounted = _seconds(lambda: recount(timezone.now()))
        print(ROW.format(f"{size:,}", f"{rates[0]:.0f}", f"{signed:.3f}", f"{rates[1]:.0f}", f"{read:.3f}",
                         f"{counted * 1000:.0f} ms", f"{recounted:.1f} s"), flush=True)  # fmt: skip
        first = first or (signed, read, counted)
        flat = signed * FLAT >= first[0] and read * FLAT >= first[1]
        missed |= signed < SIGNING or read < READING or not flat or counted > COUNTING * first[2]
    print("MISSED" if missed else "", end="\n\n")
    return int(missed)


def _measure(petition: Petition) -> tuple[float, float, tuple[float, float]]:
    """Return the ratios of signing to raw commits and of the page to hello, and both rates: medians."""
    signed, read = [], []
    with serving("config.wsgi:application") as house, serving("bench.hello:application") as hello:
        page = f"GET {petition.get_absolute_url()} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        for turn in range(TURNS + 1):
            seconds = SECONDS if turn else WARM_UP
            raw = raw_commits()
            forms = Load(house, _forms(petition), status=302, once=True)
            rate, done = measure(forms, seconds=seconds)
            plain = measure(Load(hello, [GET_HELLO] * CLIENTS), seconds=1)[0]
            pages = measure(Load(house, [page] * CLIENTS), seconds=seconds)[0]
            if turn:
                signed.append((rate / raw, rate))
                read.append((pages / plain, pages))
            assert done
    return (
        median(ratio for ratio, _rate in signed), median(ratio for ratio, _rate in read),
        (median(rate for _ratio, rate in signed), median(rate for _ratio, rate in read)),
    )  # fmt: skip


def _forms(petition: Petition) -> list[bytes]:
    """Each comes from another person and another connection; a third ask for the news of the case."""
    luck, requests = Random(), []
    for index in range(FORMS):
        said = {
            "name": f"Camille Dupont {secrets.token_hex(4)}x", "email": f"c{secrets.token_hex(8)}@example.org",
            "locality": luck.choice(("1348", "Namur", "Liège")), "country": "be", "use": "counted",
            "old_enough": "on", "consent_version": "1",
        }  # fmt: skip
        if index % 3 == 0:
            said["wants_news"] = "on"
        body = urlencode(said).encode()
        client = ".".join(str(luck.randrange(1, 255)) for _part in range(4))
        head = (
            f"POST /petitions/{petition.number}/signatures/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"X-Forwarded-For: {client}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


def _fill(petition: Petition, size: int) -> None:
    """Let there be `size` confirmed signatures more or less, and the number that belongs to them."""
    there, now = Signature.objects.filter(petition=petition).count(), timezone.now()
    missing = max(0, size - there)
    postgresql = connection.vendor == "postgresql"
    said = {
        "mark": "md5(random()::text || n)" if postgresql else "lower(hex(randomblob(16)))",
        "sealed": "decode(repeat('ab', 150), 'hex')" if postgresql else "randomblob(150)",
        "no": "false" if postgresql else "0",
        "numbers": f"generate_series(1, {missing}) AS n"
        if postgresql
        else f"(WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {missing}) SELECT n FROM t)",
    }
    with connection.cursor() as cursor:
        if missing:
            month = timezone.localdate(now).replace(day=1)
            cursor.execute(FILL.format(**said), [petition.pk, month.isoformat(), now, now])
        cursor.execute("ANALYZE")
    recount(now)


def _count(petition: Petition) -> float:
    """Count what 1,000 people confirmed since the last time."""
    month = timezone.localdate().replace(day=1)
    before = Tally.objects.get(petition=petition).online
    Change.objects.bulk_create(
        Change(petition=petition, source=Source.ONLINE, month=month, step=1)
        for _turn in range(CHANGES)
    )
    took = _seconds(lambda: count(timezone.now(), limit=CHANGES + 1))
    assert Tally.objects.get(petition=petition).online == before + CHANGES
    return took


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
