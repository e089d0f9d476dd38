"""A petition that is being signed, at a stand too, and one that waits for a second person. All names are invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

import lampion.petitions.paper_demo  # noqa: F401 beside this, what is told of paper
from lampion.cases.models import Case
from lampion.events.models import Event, EventKind
from lampion.groups.models import Group
from lampion.groups.rules import core_of
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.petitions import actions, fraud
from lampion.petitions.counting import count
from lampion.petitions.models import Condition, Identity, NameUse, Petition, PetitionText, Signature

SAMIRA = {
    "fr": (
        "Libérez Samira, poétesse et enseignante",
        "Samira a lu un poème dans un café. Il parlait des jeunes qui partent. Pour cela, elle est en prison depuis huit"
        " mois.\n\nElle est malade et ne reçoit pas ses médicaments. Sa sœur compte les lettres et les signatures : on"
        " les lui dit au parloir.",
        "- Libérez Samira, sans condition.\n- En attendant, donnez-lui ses médicaments.",
    ),
    "nl": (
        "Laat Samira vrij, dichteres en lerares",
        "Samira las in een café een gedicht voor, over de jongeren die vertrekken. Daarom zit ze al acht maanden in de"
        " gevangenis.\n\nZe is ziek en krijgt haar medicijnen niet.",
        "- Laat Samira vrij, zonder voorwaarden.\n- Geef haar intussen haar medicijnen.",
    ),
}
IVAN = {
    "fr": (
        "Où est Ivan ?",
        "Ivan a été arrêté à l’usine. **Sa femme le cherche de prison en prison.**",
        "- Dites où il est.\n- Laissez-le voir un avocat.",
    ),
}
FIRST = (
    "Aline", "Bram", "Chantal", "Driss", "Elke", "Farid", "Griet", "Hugo", "Ines", "Joachim",
)  # fmt: skip
LAST = ("Lambert", "Peeters", "Benali", "Dubois", "Claes", "Moreau")
PLACES = ("1348 Louvain-la-Neuve", "5000 Namur", "4000 Liège", "1000 Bruxelles", "7000 Mons")


def tell(story: Story) -> None:
    cases, groups = story.things["cases"], story.things["groups"]
    louvain, namur = groups[12], groups[7]
    petition = _open(story, cases["samira"])
    stand = _stand(story, louvain)
    ways: list[tuple[Group | None, Event | None]] = [
        (louvain, None), (louvain, stand), (namur, None), (None, None), (louvain, stand),
    ]  # fmt: skip
    for turn in range(len(FIRST) * len(LAST)):
        group, event = ways[turn % len(ways)]
        _sign(story, petition, turn, group, event)
    _wave(story, petition)
    count(story.now)
    greet = story.things["staff"][2]
    waiting = _write(story, cases["ivan"], IVAN, [50, 250, 1000], by=greet, days=1)
    waiting.propose(by=greet, at=story.now - timedelta(hours=20))
    story.things["petition"] = petition


def _open(story: Story, case: Case) -> Petition:
    """Nora writes, Greet publishes."""
    nora, greet = story.things["staff"][0], story.things["staff"][2]
    draft = _write(story, case, SAMIRA, [50, 100, 500, 2000], by=nora, days=30)
    at = story.now - timedelta(days=30)
    draft.propose(by=nora, at=at)
    actions.publish(draft, by=greet, at=at + timedelta(hours=3))
    return Petition.objects.get(pk=draft.pk)


def _write(
    story: Story, case: Case, words: dict[str, tuple[str, str, str]], goals: list[int], *, by: Any,
    days: int,
) -> Petition:  # fmt: skip
    at = story.now - timedelta(days=days)
    values = {
        "addressee": case.shown_edition.addressee,
        "goals": goals,
        "agreed_by": "la famille, par téléphone",
        "agreed_on": timezone.localdate(at),
        "closes_at": story.now + timedelta(days=75),
    }
    texts = [
        PetitionText(language=code, title=title, text=text, ask=ask)
        for code, (title, text, ask) in words.items()
    ]
    return Petition.begin(case, values, texts, by=by, at=at)


def _stand(story: Story, group: Group) -> Event:
    day = timezone.localdate(story.now) - timedelta(days=5)
    person = core_of(group, timezone.localdate(story.now))[0]
    return Event.plan(
        group, EventKind.STAND, "Stand au marché", day=day, place="Place de l’Université",
        by=person, at=story.now - timedelta(days=12),
    )  # fmt: skip


def _sign(
    story: Story, petition: Petition, turn: int, group: Group | None, event: Event | None
) -> None:
    """One in six has not looked into the mailbox yet."""
    at = story.now - timedelta(hours=6 * (turn % 40) + 1)
    identity = Identity(
        name=f"{FIRST[turn % len(FIRST)]} {LAST[turn // len(FIRST)]}",
        email=f"signataire{turn}@example.org",
        locality=PLACES[turn % len(PLACES)],
        country="be",
        language="fr",
    )
    signed = actions.Signed(
        petition=petition, identity=identity, wants_news=turn % 3 == 0, group=group, event=event,
        use=NameUse.SHOWN if turn % 4 == 0 else NameUse.COUNTED,
    )  # fmt: skip
    actions.sign(signed, at=at)
    if turn % 6:
        signature = Signature.objects.select_related("petition__key", "petition__section")
        actions.confirm(signature.latest("pk"), at=at + timedelta(minutes=7))


def _wave(story: Story, petition: Petition) -> None:
    """Eight of one domain signed in ten minutes; Greet set them aside, and whoever comes after them."""
    domain, greet = "courrier-jetable.example", story.things["staff"][2]
    for turn in range(8):
        at = story.now - timedelta(hours=3, minutes=turn)
        identity = Identity(
            name=f"{FIRST[turn]} Durand", email=f"x{turn}@{domain}", locality="", country="be",
            language="fr",
        )  # fmt: skip
        signed = actions.Signed(
            petition=petition, identity=identity, wants_news=False, use=NameUse.COUNTED
        )
        actions.sign(signed, at=at)
    condition = Condition(
        petition=petition,
        domain_mark=petition.key.secrets.mark("domain", domain),
        reason="Huit adresses jetables en dix minutes",
        standing=True,
    )
    seen = fraud.met(condition).touched
    fraud.apply(condition, seen=seen, by=greet, at=story.now - timedelta(hours=2))


demo(57, tell)
