"""python -m tests.worker: manage.py db_worker as it is, or with one fault (WRONG) that a test must find."""

import os
import sys

import django

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from lampion.mail.delivery import Line  # noqa: E402
from lampion.mail.models import MessageQuerySet  # noqa: E402


def _note_first() -> None:
    carry = Line.carry

    def wrong(line, message, mail, at):
        message.sent(at)
        return carry(line, message, mail, at)

    Line.carry = wrong


def _name_anew() -> None:
    """Each try under another Message-ID: a double would be two mails."""
    carry = Line.carry

    def wrong(line, message, mail, at):
        mail.extra_headers["Message-ID"] = f"<{os.urandom(8).hex()}@localhost>"
        return carry(line, message, mail, at)

    Line.carry = wrong


def _claim_nothing() -> None:
    MessageQuerySet.due = lambda all_, at: all_.waiting().order_by("pk")


WRONGS = {"note-first": _note_first, "name-anew": _name_anew, "claim-nothing": _claim_nothing}

if __name__ == "__main__":
    if wrong := os.environ.get("WRONG"):
        WRONGS[wrong]()
    options = ["--interval", "0.05", "--no-startup-delay", "--no-reload", "--verbosity", "0"]
    execute_from_command_line([sys.argv[0], "db_worker", *options])
