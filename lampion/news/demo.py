"""The secretariat wrote twice; a letter waits for a second pair of eyes; a group invites its network."""

from datetime import timedelta
from typing import Any

from lampion.contacts.models import Theme
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.mail.models import Message
from lampion.news.actions import approve, count_readers, send_some
from lampion.news.letter import fingerprint
from lampion.news.models import Mailing
from lampion.people.models import Person

SENT = (
    (
        40,
        "Université d’été : inscrivez-vous",
        """Bonjour,

La prochaine **université d’été** a lieu un samedi de septembre, à Louvain-la-Neuve. Elle est gratuite, et ouverte
à tous, membres ou non.

## Au programme

- le matin, trois témoignages ;
- l’après-midi, des ateliers : écrire une lettre, tenir un stand, parler aux élèves ;
- une garderie pour les enfants.

À bientôt !
""",
    ),
    (
        6,
        "Marathon des lettres : huit visages, une soirée",
        """Bonjour,

Le **10 décembre**, des groupes se réunissent partout pour écrire. Une heure suffit, le papier et les timbres vous
attendent.

> Vos lettres étaient sur la table du directeur. Il les a comptées devant moi.

Trouvez le groupe près de chez vous, et venez avec un voisin.
""",
    ),
)
WAITING = ("Bougies : il nous manque des mains", "Bonjour,\n\nQui tient le stand samedi ?\n")
OF_A_GROUP = (
    "Notre prochaine réunion",
    "Bonjour à tous,\n\nNous parlons du stand de décembre et choisissons une personne en danger à soutenir.\n\nVenez nombreux !\n",
)


def tell(story: Story) -> None:
    nora, greet = story.things["staff"][0], story.things["staff"][2]
    for days, subject, body in SENT:
        _send(story, subject, body, nora, days=days)
    draft = _draft(story, None, *WAITING, by=greet)
    draft.propose(by=greet, at=story.now - timedelta(hours=3))
    first = next(iter(story.things["groups"].values()))
    _draft(story, first, *OF_A_GROUP, by=nora)


def _draft(story: Story, group: Any, subject: str, body: str, *, by: Person) -> Mailing:
    section = story.things["section"]
    theme = None if group else Theme.objects.filter(section=section).first()
    words = {"subject": subject, "body": body, "language": "fr", "theme": theme}
    return Mailing.begin(section, group, words, by=by, at=story.now - timedelta(hours=5))


def _send(story: Story, subject: str, body: str, by: Person, *, days: int) -> None:
    """What happened in the past counts as sent, and was never mailed from this machine."""
    at = story.now - timedelta(days=days)
    words = {"subject": subject, "body": body, "language": "fr"}
    mailing = Mailing.begin(story.things["section"], None, words, by=by, at=at)
    approve(mailing, expected=count_readers(mailing), seen=fingerprint(mailing), by=by, at=at)
    later = at + timedelta(minutes=10)
    send_some(mailing, at=later)
    for message in Message.objects.waiting().filter(topic=mailing.topic):
        message.sent(later)
    send_some(mailing, at=later)


demo(40, tell)
