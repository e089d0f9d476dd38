"""Fills the queue of mails that DATABASE_URL's Lampion sends, kills its worker fifty times, and counts."""

from __future__ import annotations

import sys
from random import Random

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from lampion.mail.actions import queue  # noqa: E402
from tests.kills import kill_and_count  # noqa: E402
from tests.smtp import serving_mail  # noqa: E402

SEED, KILLS, LETTERS = 1961, 50, 500
ROW = "{:<20}{:>8}{:>8}{:>8}{:>10}{:>10}{:>14}"


def main() -> int:
    call_command("migrate", verbosity=0)
    for number in range(LETTERS):
        to, context = f"camille{number}@example.org", {"code": "1234 5678"}
        queue("people/mail/code", to=to, language="fr", topic="bench", context=context)
    with serving_mail() as (box, port):
        # As long as a server that is not far away thinks: else most kills would fall elsewhere.
        box.before_answering = 0.003
        report = kill_and_count(box, port, kills=KILLS, luck=Random(SEED))
    doubles = sum(report.doubles.values())
    print(
        ROW.format(connection.vendor, "mails", "kills", "lost", "unnoted", "doubled", "unexplained")
    )
    counts = (LETTERS, report.kills, len(report.lost), len(report.unnoted), doubles)
    print(ROW.format("killed sender", *counts, len(report.unexplained)), end="\n\n")
    wrong = report.lost or report.unexplained or report.strange or doubles > KILLS
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
