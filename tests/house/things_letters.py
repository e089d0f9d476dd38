"""Letters behind the doors: one for Samira's minister, which Greet wrote and Nora published, and what hangs on it."""

from __future__ import annotations

from django.utils import timezone

from lampion.events.models import Event, EventKind
from lampion.files.checking import Checked
from lampion.groups.models import Group
from lampion.letters.models import Appeal, Asked, How, Parcel, Reply, Round, Sent, Target, Writer
from lampion.letters.models.refusal import news_token_of
from lampion.letters.models.writer import token_of
from lampion.people.models import Person
from lampion.sections.models import Section
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


def find_louvain() -> Group:
    return Group.objects.get(number=12)


def find_alice() -> Person:
    return Person.objects.get(email="alice@example.org")


def find_nora() -> Person:
    return Person.objects.get(email="nora@example.org")


def some_target(now, section=None) -> Target:
    section = section or Section.objects.get(code="be")
    return Target.add(section, TARGET, by=second_person(), at=now)


def draft_of(case, now, **words) -> Appeal:
    target = words.pop("target", None) or some_target(now, case.section)
    said = WORDS | {"target": target, "starts_on": timezone.localdate(now)} | words
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
    said = {"by": find_alice(), "at": now, "on": timezone.localdate(now)}
    return Sent.note_total(find_louvain(), publish(now), "letter", 3, **said)


def some_visit(now) -> Sent:
    """Somebody on the site said that they sent five."""
    Sent.of_appeal(some_letter(now), at=now, mark=None, channel="visitor", count=5)
    return Sent.objects.latest("pk")


def letter_arguments(now) -> dict:
    louvain = find_louvain().pk
    return {
        **{f"letters:{page}": [lambda: some_letter(now).key] for page in PUBLIC},
        **{f"letters:{page}": [louvain] for page in ("group", "totals", "export")},
        "letters:undoing": [lambda: some_sent(now).pk],
        "letters:office-new": [lambda: publish(now).pk],
        "letters:office-counts": [lambda: publish(now).pk],
        "letters:office-undoing": [lambda: some_visit(now).pk],
        "letters:office-letter": [lambda: some_letter(now).pk],
        "letters:office-withdrawal": [lambda: some_letter(now).pk],
        "letters:office-text": [lambda: draft_of(publish(now), now).pk],
        "letters:office-proposal": [lambda: draft_of(publish(now), now).pk],
        "letters:office-publication": [lambda: some_waiting_letter(now).pk],
        "letters:office-target": [lambda: some_target(now).pk],
        "letters:office-target-ending": [lambda: some_target(now).pk],
        **network_arguments(now),
        **event_arguments(now),
        **arrival_arguments(now),
    }


PUBLIC = ("letter", "paper", "sending")


AGREED = "J’aimerais écrire."


def some_writer(now, **more) -> Writer:
    """Éva writes from outside; she said yes. One who was there before has ended, as nobody writes twice."""
    said = {"name": "Éva", "email": "eva@example.org", "address": "", "by_post": False} | more
    louvain, alice = find_louvain(), find_alice()
    for held in Writer.objects.filter(group=louvain, own_name=said["name"], ended_at=None):
        held.leave(by=alice, at=now)
    made = Writer.add(louvain, **{"language": "fr"} | said, by=alice, at=now)
    made.agree(AGREED, How.PAPER, by=alice, at=now)
    made.refresh_from_db()
    return made


def some_round(now, appeal=None) -> Round:
    some_writer(now, address="Rue A 1\n1000 Bruxelles", by_post=True)
    appeals = [appeal or some_letter(now)]
    return Round.prepare(find_louvain(), appeals, "Bon courage.", by=find_alice(), at=now)


def some_sent_round(now) -> Round:
    made = some_round(now)
    made.send(by=find_alice(), at=now)
    return made


def some_asked(now) -> Asked:
    return some_sent_round(now).asked.get()


def some_event(now) -> Event:
    said = {"day": timezone.localdate(now), "place": "Bibliothèque", "by": find_alice(), "at": now}
    return Event.plan(find_louvain(), EventKind.WRITE_A_THON, "Marathon", **said)


def some_parcel(now) -> Parcel:
    numbers = {(publish(now).pk, "letter"): 10}
    said = {"event": None, "by": find_alice(), "at": now, "on": timezone.localdate(now)}
    return Parcel.send(find_louvain(), numbers, **said)


def some_reply(now) -> Reply:
    scan = Checked(b"Nous avons lu.", "text/plain")
    said = {"received_on": timezone.localdate(now), "by": find_alice(), "at": now}
    return Reply.note(find_louvain(), publish(now), "Le ministre", "Une phrase.", scan, **said)


def arrival_arguments(now) -> dict:
    louvain = find_louvain().pk
    sessions = ("session", "taps", "slip", "session-table")
    office = ("office-parcel", "office-arrival", "office-settling")
    return {
        **{f"letters:{page}": [lambda: some_event(now).pk] for page in sessions},
        **{f"letters:{page}": [louvain] for page in ("parcel-new", "reply-new")},
        **{f"letters:{page}": [lambda: some_parcel(now).pk] for page in office},
        **{
            f"letters:{page}": [lambda: some_reply(now).pk]
            for page in (
                "reply-scan",
                "reply-scan-removal",
                "office-seeing",
                "office-scan",
                "office-scan-removal",
            )
        },
    }


def event_arguments(now) -> dict:
    louvain = find_louvain().pk
    return {
        "events:group": [louvain],
        "events:new": [louvain],
        "events:event": [lambda: some_event(now).pk],
        "events:cancellation": [lambda: some_event(now).pk],
    }


def network_arguments(now) -> dict:
    louvain = find_louvain().pk
    group = ("writers", "own-writing", "own-leaving", "outsiders", "round-new")
    rounds = ("round", "round-details", "round-sending", "round-discarding")
    private = ("writer", "writer-agreement", "writer-pause", "writer-leaving")
    return {
        **{f"letters:{page}": [louvain] for page in group},
        **{f"letters:{page}": [lambda: some_round(now).pk] for page in rounds},
        "letters:round-paper": [lambda: some_sent_round(now).pk],
        "letters:writer-ending": [lambda: some_writer(now).pk],
        **{f"letters:{page}": [lambda: token_of(some_writer(now))] for page in private},
        "letters:writer-answer": [
            lambda: token_of(some_asked(now).writer),
            lambda: Asked.objects.get().pk,
        ],
        **{
            page: [lambda: news_token_of(some_writer(now).pk, publish(now).pk)]
            for page in ("letters:writer-news", "letters-one-click:news")
        },
        "letters-one-click:one-click": [lambda: token_of(some_writer(now))],
    }
