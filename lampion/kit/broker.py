"""The bell: with LAMPION_BROKER, workers of Celery are woken by a message instead of asking the database again and again.

The rows stay the truth. A message says only that there is something to do: one that is lost costs the time until the
scheduler's next turn, one that comes twice finds nothing to do. Nothing of Celery is imported without the setting.
"""

from __future__ import annotations

import functools
import logging
import socket
import time
import uuid
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks_db.backend import DatabaseBackend

logger = logging.getLogger(__name__)

WAKE = "lampion.wake"
# A visitor waits for a broker that hangs no longer than this, and the next ones not at all for a while.
SECONDS = 1.0
SILENCE_SECONDS = 30.0
_silent_until = 0.0


class RingingBackend(DatabaseBackend):
    """The tasks of the database, and a ring of the bell when the deed that wrote one is kept."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        result: Any = super().enqueue(task, args, kwargs)
        if task.run_after is None or task.run_after <= timezone.now():
            ring()
        return result

    async def aenqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        return await sync_to_async(self.enqueue)(task, args, kwargs)


def ring() -> None:
    """Wake a worker once the transaction is kept. A broker that is down undoes nothing and stops nobody."""
    if settings.BROKER:
        transaction.on_commit(_ring)


def _ring() -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        bell().send_task(WAKE, ignore_result=True, retry=False, expires=600)
    except Exception as error:  # noqa: BLE001 whatever a broker stumbles on, the deed is kept and its row is run later
        _silent_until = time.monotonic() + SILENCE_SECONDS
        logger.error("the broker does not answer: %s", type(error).__name__)


@functools.cache
def bell() -> Any:
    """Return the Celery application."""
    from celery import Celery

    app = Celery("lampion", broker=settings.BROKER, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_default_queue="lampion",
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=SECONDS,
        broker_transport_options=_patience(settings.BROKER),
    )
    return app


def _patience(broker: str) -> dict[str, Any]:
    """For whoever rings while a visitor waits."""
    if broker.startswith("redis"):
        waits = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
    else:
        waits = {"connect_timeout": SECONDS, "read_timeout": SECONDS, "write_timeout": SECONDS}
        # Else a broker that died a moment ago would seem to have heard.
        waits["confirm_publish"] = True
    return {**waits, "max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def run_ready() -> None:
    """Claim and run the tasks that are ready, one after the other, as manage.py db_worker does."""
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()}-{uuid.uuid4().hex}"[:64],
        excluded_queue_names=[],
    ).run()
