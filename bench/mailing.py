"""News for 100,000 readers on DATABASE_URL's Lampion: counted, approved, queued, and handed to a mail server."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from lampion.contacts.actions import publish_first_consents  # noqa: E402
from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Purpose  # noqa: E402
from lampion.mail.actions import queue_words  # noqa: E402
from lampion.mail.jobs import send_due  # noqa: E402
from lampion.mail.models import Message  # noqa: E402
from lampion.news.actions import approve, count_readers, send_some  # noqa: E402
from lampion.news.letter import fingerprint  # noqa: E402
from lampion.news.models import Mailing  # noqa: E402
from lampion.people.models import Person  # noqa: E402
from lampion.sections.models import Parameter, Section  # noqa: E402
from lampion.sections.models.parameter import Name  # noqa: E402
from lampion.sections.opening import open_section  # noqa: E402
from tests.smtp import serving_mail  # noqa: E402

READERS, ONE_BY_ONE = 100_000, 1_000
# Queueing in bulk, and handing over to a server that runs in this process, against queueing one by one.
QUEUE_BOUND, DRAIN_BOUND = 3.0, 0.15
ROW = "{:<24}{:>12}{:>9}{:>9}  {}"
WORDS = {"subject": "Bonjour", "text": "Bonjour. " * 100, "html": "<p>Bonjour.</p>" * 100}


def main() -> int:
    call_command("migrate", verbosity=0)
    writer = Person.objects.create_user("nora@example.org")
    mailing = _prepare(writer)
    start = time.perf_counter()
    count = count_readers(mailing)
    counting = time.perf_counter() - start
    start, now = time.perf_counter(), timezone.now()
    approve(mailing, expected=count, seen=fingerprint(mailing), by=writer, at=now)
    approving = time.perf_counter() - start
    print(ROW.format(connection.vendor, "per second", "ratio", "bound", "of"))
    print(ROW.format("count the readers", f"{counting:.2f} s", "", "", f"{count} readers"))
    print(ROW.format("approve", f"{approving:.2f} s", "", "", f"{count} readers"))
    later = now + timedelta(minutes=5)
    return carry(lambda: _queue(mailing, later), count, (QUEUE_BOUND, DRAIN_BOUND))


def carry(queue: Callable[[], None], count: int, bounds: tuple[float, float]) -> int:
    """Queue `count` mails piece by piece, hand them to a server, and print how quickly, against mails one by one.

    queue: queues as many as may wait at a time. bounds: of queueing, of handing over. Returns 1 if something is missed.
    """
    single = ONE_BY_ONE / seconds(_queue_one_by_one)
    with serving_mail() as (box, port):
        settings.EMAIL_BACKEND, settings.EMAIL_PORT = "lampion.mail.smtp.EmailBackend", port
        queueing, draining = _take_turns(queue)
        kept = len(box.taken)
    missed = _line("queue", count / queueing, single, bounds[0])
    missed |= _line("hand to a server", (count + ONE_BY_ONE) / draining, single, bounds[1])
    print(f"{kept} mails were taken, {len(set(box.taken))} different ones.\n")
    return missed | (kept != count + ONE_BY_ONE or len(set(box.taken)) != kept)


def _line(name: str, rate: float, base: float, bound: float) -> int:
    kept = rate / base >= bound
    words = f"{base:.0f} one by one" + ("" if kept else ": MISSED")
    print(ROW.format(name, f"{rate:.0f}", f"{rate / base:.3f}", bound, words))
    return 0 if kept else 1


def _prepare(writer: Person) -> Mailing:
    now = timezone.now()
    section = open_section(
        code="bench", name="Bench", country="be", provinces=["WBR"], by=None, at=now
    )
    publish_first_consents(section, at=now)
    Parameter.objects.filter(section=section, name=Name.SECOND_APPROVAL).update(value=10**6)
    text = ConsentText.objects.in_force(section, Purpose.NEWS, "fr")
    Contact.objects.bulk_create(_contacts(section), batch_size=2000)
    keys = Contact.objects.filter(section=section).values_list("pk", flat=True)
    said = {"text": text, "kind": Consent.Kind.GIVEN, "at": now, "channel": Channel.ENQUIRY_FORM}
    Consent.objects.bulk_create(
        (Consent(contact_id=key, **said) for key in list(keys)), batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself soon after so many rows came
    words = {"subject": "Bonjour", "body": "Bonjour. " * 200, "language": "fr"}
    return Mailing.begin(section, None, words, by=writer, at=now)


def _contacts(section: Section) -> Iterator[Contact]:
    for number in range(READERS):
        yield Contact(section=section, email=f"camille{number}@example.org", first_name="Camille")


def _queue_one_by_one() -> None:
    for number in range(ONE_BY_ONE):
        queue_words(WORDS, to=f"paul{number}@example.org", language="fr", topic="bench")


def _take_turns(queue: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds of queueing and of handing over, which take turns: only so many mails wait at a time."""
    queueing = draining = 0.0
    while True:
        queueing += seconds(queue)
        if not Message.objects.due(_later()).exists():
            return queueing, draining
        draining += seconds(_drain)


def _queue(mailing: Mailing, at: datetime) -> None:
    while send_some(mailing, at=at):
        pass


def _drain() -> None:
    while Message.objects.due(_later()).exists():
        send_due(_later())


def _later() -> datetime:
    return timezone.now() + timedelta(minutes=10)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
