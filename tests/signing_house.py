"""python -m tests.signing_house prepare | count: makes a petition; says which addresses (JSON) did not sign, or twice."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from lampion.cases.models import Case, Tier  # noqa: E402
from lampion.contacts.actions import publish_first_consents  # noqa: E402
from lampion.people.models import Person  # noqa: E402
from lampion.petitions import actions  # noqa: E402
from lampion.petitions.counting import count, recount  # noqa: E402
from lampion.petitions.mailboxes import mailbox  # noqa: E402
from lampion.petitions.models import Petition, PetitionText, Signature  # noqa: E402
from lampion.sections.models import Parameter  # noqa: E402
from lampion.sections.opening import open_section  # noqa: E402


def prepare() -> dict[str, int]:
    """Open a section with one public case and one petition; nobody is set aside, however many sign."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    section = open_section(
        code="be", name="Lampion", country="be", provinces=["WNA", "WBR"], by=None, at=now
    )
    publish_first_consents(section, at=now)
    Parameter.objects.filter(name__in=["connection-hourly", "hot-minute"]).update(value=100_000)
    nora, greet = (Person.objects.create_user(f"{name}@example.org") for name in ("nora", "greet"))
    words = {"name": "Samira", "country": "ma", "summary": "x", "tier": Tier.PUBLIC}
    case = Case.begin(section, words, by=nora, at=now)
    edition = case.editions.get()
    case.propose(edition, by=nora, at=now)
    case.publish(edition, by=greet, at=now)
    values = {
        "addressee": "the minister", "goals": [100], "agreed_by": "her sister",
        "agreed_on": timezone.localdate(now), "closes_at": now + timedelta(days=30),
    }  # fmt: skip
    text = PetitionText(language="fr", title="Libérez Samira", text="x", ask="x")
    draft = Petition.begin(case, values, [text], by=nora, at=now)
    draft.propose(by=nora, at=now)
    actions.publish(draft, by=greet, at=now)
    return {"number": draft.number}


def count_them(acknowledged: list[str]) -> dict[str, object]:
    """Look for each address by its mark; then confirm some, and compare the number with the rows."""
    petition = Petition.objects.select_related("key", "section").get()
    key = petition.key.secrets
    marks = {email: key.mark("address", mailbox(email).address) for email in acknowledged}
    there = Counter(Signature.objects.values_list("address_mark", flat=True))
    known = Signature.objects.select_related("petition__key", "petition__section")
    for signature in known.order_by("pk")[:20]:
        actions.confirm(signature, at=timezone.now())
    while count(timezone.now()):
        pass
    return {
        "lost": [email for email, mark in marks.items() if not there[mark]],
        "doubled": [email for email, mark in marks.items() if there[mark] > 1],
        "uncounted": recount(timezone.now()),
    }


if __name__ == "__main__":
    done = prepare() if sys.argv[1] == "prepare" else count_them(json.loads(sys.stdin.read()))
    print(json.dumps(done))
