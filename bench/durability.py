"""Kills web server, worker and PostgreSQL two hundred times in turn while people sign, and counts; then the control."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.durability import DURABLE, FORGETFUL, Report, house, kill_while_people_sign

SEED, KILLS, CONTROL_KILLS = 1961, 200, 10
ROW = "{:<24}{:>8}{:>16}{:>8}{:>10}{:>12}"


def main() -> int:
    if not os.environ["DATABASE_URL"].startswith("postgres"):
        return 0  # PostgreSQL alone is killed: SQLite is a part of the web server
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as made:
        made.live_with(DURABLE)
        print(ROW.format("killed -9", "kills", "acknowledged", "lost", "doubled", "uncounted"))
        report = kill_while_people_sign(made, kills=KILLS, luck=Random(SEED))
        _say("all three, in turn", report)
        made.live_with(FORGETFUL)
        control = kill_while_people_sign(
            made, kills=CONTROL_KILLS, luck=Random(SEED), only="database"
        )
        _say("control: says yes early", control)
    print()
    wrong = report.lost or report.doubled or report.uncounted
    return 1 if wrong or not control.lost else 0


def _say(name: str, report: Report) -> None:
    counts = (report.kills, len(report.acknowledged), len(report.lost), len(report.doubled))
    print(ROW.format(name, *counts, report.uncounted), flush=True)


if __name__ == "__main__":
    sys.exit(main())
