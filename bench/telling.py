"""News of a case for 100,000 people who signed for it: queued without an address, written and handed over one by one."""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.mailing import ROW, carry  # noqa: E402
from lampion.cases.following import REGRET, tell_readers  # noqa: E402
from lampion.cases.models import CaseNews, Quiet  # noqa: E402
from lampion.mail.models import Message  # noqa: E402
from lampion.people.models import Person  # noqa: E402
from lampion.petitions.models import Identity, Petition, Signature  # noqa: E402
from lampion.petitions.models.signature import month_of  # noqa: E402
from tests.house.things_news import tell  # noqa: E402

READERS, AT_ONCE = 100_000, 2_000
# Each is marked against a second mail, and each mail is opened with the petition's key when it leaves.
QUEUE_BOUND, DRAIN_BOUND = 1.0, 0.15


def main() -> int:
    call_command("prepare", demo=True, verbosity=0)
    Message.objects.all().delete()
    petition = Petition.objects.select_related("key", "case").get(number=1)
    # The groups are few, and not what is measured.
    for person in Person.objects.exclude(email=None):
        Quiet.choose(petition.case, person, mails=False, at=timezone.now())
    Signature.objects.filter(petition=petition).update(wants_news=False)
    for first in range(0, READERS, AT_ONCE):
        Signature.objects.bulk_create(
            _signature(petition, number) for number in range(first, first + AT_ONCE)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself soon after so many rows came
    news = tell(timezone.now() - REGRET, case=petition.case)
    print(ROW.format(connection.vendor, "per second", "ratio", "bound", "of"))
    return carry(lambda: _queue(news), READERS, (QUEUE_BOUND, DRAIN_BOUND))


def _signature(petition: Petition, number: int) -> Signature:
    now, key = timezone.now(), petition.key.secrets
    email = f"camille{number}@example.org"
    said = {"name": "Camille", "email": email, "locality": "Namur", "country": "be"}
    made = Signature(
        petition=petition, address_mark=key.mark("address", email), name_mark=key.mark("name", "camille"),
        domain_mark=key.mark("domain", "example.org"), use="counted", wants_news=True,
        month=month_of(timezone.localdate(now)), made_at=now, confirmed_at=now,
    )  # fmt: skip
    made.close_up(Identity(**said, language="fr"), key)
    return made


def _queue(news: CaseNews) -> None:
    now = timezone.now()
    tell_readers(news, at=now, until=now + timedelta(hours=1))


if __name__ == "__main__":
    sys.exit(main())
