"""celery -A config.celery worker: runs the tasks of the database when the broker that LAMPION_BROKER names wakes it."""

import os

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from lampion.kit import broker  # noqa: E402

if not settings.BROKER:
    raise ImproperlyConfigured("LAMPION_BROKER names no broker: run manage.py db_worker instead.")

app = broker.bell()
# A worker waits for the next message as long as it takes.
for limit in ("socket_timeout", "read_timeout"):
    app.conf.broker_transport_options.pop(limit, None)


@app.task(name=broker.WAKE)  # type: ignore[untyped-decorator]
def wake() -> None:
    broker.run_ready()
