"""Letters behind the doors: one for Samira's minister, which Greet wrote and Nora published, and what hangs on it."""

from __future__ import annotations

from lampion.letters.models import Appeal, Sent, Target
from lampion.people.models import Person
from lampion.sections.models import Section
from tests.house.things import find_alice, find_louvain
from tests.house.things_cases import publish, second_person

TARGET = {
    "name": "Ministre de la Justice",
    "salutation": "Monsieur le Ministre,",
    "address": "Ministère de la Justice\nAvenue de la Paix 1\n10000 Ville\nMAROC",
    "country": "ma",
    "email": "ministre@example.com",
    "embassy": "Ambassade du Maroc\nRue Haute 1\n1000 Bruxelles",
    "embassy_email": "ambassade@example.com",
}
WORDS = {
    "kind": "pressure",
    "occasion": "month",
    "title": "Libérez Samira",
    "language": "ar",
    "text": "معالي الوزير،\n\nأطالب بالإفراج عن سميرة.",
    "translation": "Monsieur le Ministre,\n\nJe demande la libération de Samira.",
    "points": "Elle n’a fait que parler.",
    "never": "Le nom de ses enfants.",
    "rules": "",
    "anonymous": False,
    "ends_on": None,
}


def find_nora() -> Person:
    return Person.objects.get(email="nora@example.org")


def some_target(now, section=None) -> Target:
    section = section or Section.objects.get(code="be")
    return Target.add(section, TARGET, by=second_person(), at=now)


def draft_of(case, now, **words) -> Appeal:
    target = words.pop("target", None) or some_target(now, case.section)
    said = WORDS | {"target": target, "starts_on": now.date()} | words
    return Appeal.write(case, said, by=second_person(), at=now)


def letter_for(case, now, **words) -> Appeal:
    return publish_letter(draft_of(case, now, **words), now)


def publish_letter(appeal: Appeal, now, by=None) -> Appeal:
    appeal.propose(seen=appeal.changed_at, by=appeal.by, at=now)
    appeal.publish(seen=appeal.changed_at, by=by or find_nora(), at=now)
    appeal.refresh_from_db()
    return appeal


def some_letter(now) -> Appeal:
    return letter_for(publish(now), now)


def some_waiting_letter(now) -> Appeal:
    made = draft_of(publish(now), now)
    made.propose(seen=made.changed_at, by=made.by, at=now)
    return made


def some_sent(now) -> Sent:
    said = {"by": find_alice(), "at": now, "on": now.date()}
    return Sent.note_total(find_louvain(), publish(now), "letter", 3, **said)


def letter_arguments(now) -> dict:
    louvain = find_louvain().pk
    return {
        **{f"letters:{page}": [lambda: some_letter(now).key] for page in PUBLIC},
        **{f"letters:{page}": [louvain] for page in ("group", "totals", "export")},
        "letters:undoing": [lambda: some_sent(now).pk],
        "letters:office-new": [lambda: publish(now).pk],
        "letters:office-letter": [lambda: some_letter(now).pk],
        "letters:office-withdrawal": [lambda: some_letter(now).pk],
        "letters:office-text": [lambda: draft_of(publish(now), now).pk],
        "letters:office-proposal": [lambda: draft_of(publish(now), now).pk],
        "letters:office-publication": [lambda: some_waiting_letter(now).pk],
        "letters:office-target": [lambda: some_target(now).pk],
        "letters:office-target-ending": [lambda: some_target(now).pk],
    }


PUBLIC = ("letter", "paper", "sending")
