import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from lampion.mail.jobs import send_due

SECONDS = 2


class Command(BaseCommand):
    help = "Send the mails that are due, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.wait(SECONDS):
            close_old_connections()
            send_due(timezone.now())
