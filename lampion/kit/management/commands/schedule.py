import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from lampion.kit.tasks import tick

SECONDS = 10


class Command(BaseCommand):
    help = "Enqueue the periodic jobs when their turn comes, until told to stop. Workers run them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one turn, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            self.stdout.write("\n".join(tick(timezone.now())))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                tick(timezone.now())
            except OperationalError:
                self.stderr.write("The database does not answer; trying again.")
            stop.wait(SECONDS)
