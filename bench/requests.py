"""python -m bench.requests COUNT: a demo whose secretariat has COUNT requests, half of them open; prints a cookie."""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from random import Random

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from lampion.enquiries.models import (  # noqa: E402
    ENDED,
    OPEN,
    Enquiry,
    Intent,
    Letter,
    Ownership,
    Reply,
    Step,
)
from lampion.kit.folding import fold  # noqa: E402
from lampion.people.models import Person  # noqa: E402
from lampion.sections.models import Section, StaffAccess  # noqa: E402

SEED = 1961
FIRST = ("Camille", "Éloïse", "Hugo", "Nadia", "Tanguy", "Zoé", "Aimé", "Bernadette")
LAST = ("Martin", "Martin", "Dupont", "Lefèvre", "Van Damme", "Benali")
PLACES = ("1348 Louvain-la-Neuve", "5000 Namur", "4000 Liège", "7000 Mons")
RARE = "Quetelet"
ANSWERED = timedelta(hours=3)
WORDS = "Bonjour, j’aimerais venir à la prochaine réunion. " * 4


def main(count: int) -> None:
    call_command("prepare", demo=True, verbosity=0)
    _forget_those_of_the_demo()
    section = Section.objects.get(code="demo")
    staff = StaffAccess.objects.filter(section=section).values_list("person", flat=True)
    people = sorted(set(staff))
    luck = Random(SEED)
    rows = Enquiry.objects.bulk_create(
        (_enquiry(section, place, count, luck) for place in range(count)), batch_size=1000
    )
    _follow(rows, people, luck)
    if connection.vendor == "postgresql":  # as its autovacuum does within minutes
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = Client()
    client.force_login(Person.objects.get(email="nora@example.org"))
    print(client.cookies["session"].value)


def _forget_those_of_the_demo() -> None:
    """The database of the few holds these few, and nothing more."""
    Enquiry.objects.update(merged_into=None)
    Enquiry.objects.all().delete()


def _enquiry(section: Section, place: int, count: int, luck: Random) -> Enquiry:
    """The oldest came four years ago, whatever their number."""
    age = timedelta(days=1460 * (count - place) / count)
    received = timezone.now() - age
    # Three among the open ones, whatever their number.
    last = RARE if place in (0, 2, 4) else luck.choice(LAST)
    first, locality = luck.choice(FIRST), luck.choice(PLACES)
    key = secrets.token_urlsafe(16)
    return Enquiry(
        section=section,
        intent=luck.choice(Intent.values),
        first_name=first,
        last_name=last,
        name_key=fold(f"{first} {last}"),
        email=f"{first}{place}@example.org".lower(),
        locality=locality,
        locality_key=fold(locality),
        postcode=locality[:4],
        message=WORDS,
        received_at=received,
        due_on=(received + timedelta(days=4)).date(),
        ended_at=received + ANSWERED if place % 2 else None,
        form_key=key,
        link_hash=Enquiry.hash_of(Enquiry.link_token(key)),
    )


def _follow(rows: list[Enquiry], people: list[int], luck: Random) -> None:
    """Every second one is open; each fifth was answered, and each tenth wrote again."""
    steps, owners, letters, replies = [], [], [], []
    for place, row in enumerate(rows):
        at = row.received_at
        stages = ENDED[:4] if place % 2 else OPEN
        later = at + ANSWERED
        steps.append(Step(enquiry=row, stage="received", at=at, until=later))
        steps.append(Step(enquiry=row, stage=luck.choice(stages), at=later))
        owners.append(Ownership(enquiry=row, person_id=luck.choice(people), since=at))
        said = {"enquiry": row, "at": later}
        if place % 5 == 0:
            words = {"subject": "Bienvenue", "body": WORDS, "form_key": f"letter-{row.pk}"}
            letters.append(Letter(**said, by_id=people[0], **words))
        if place % 10 == 0:
            replies.append(Reply(**said, text=WORDS, key=f"reply-{row.pk}"))
    for model, made in ((Step, steps), (Ownership, owners), (Letter, letters), (Reply, replies)):
        model.objects.bulk_create(made, batch_size=1000)


if __name__ == "__main__":
    main(int(sys.argv[1]))
