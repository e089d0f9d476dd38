"""Forty people write; each stage that a request can reach is there, reached by the verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lampion.contacts.models import ConsentText, Purpose
from lampion.enquiries import actions
from lampion.enquiries.actions import Asked
from lampion.enquiries.models import Enquiry, Intent, Note, Stage
from lampion.groups.models import Function, Group, Mandate
from lampion.kit.folding import fold
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.people.models import Person

# Where each request ends today, and how many days ago it came.
PATHS = (
    *[(Stage.RECEIVED, days) for days in (0, 0, 1, 1, 2, 6, 9)],
    *[(Stage.TAKEN, days) for days in (1, 2, 7)],
    *[(Stage.HANDED, days) for days in (0, 1, 1, 2, 3, 8, 12)],
    *[(Stage.ACCEPTED, days) for days in (2, 5, 11)],
    *[(Stage.RETURNED, days) for days in (4, 10)],
    *[(Stage.CONTACTED, days) for days in (6, 13, 20)],
    *[(Stage.MET, days) for days in (15, 24)],
    *[(Stage.ANSWERED, days) for days in (9, 18, 27)],
    *[(Stage.JOINED, days) for days in (30, 41, 55)],
    *[(Stage.DECLINED, days) for days in (22, 36)],
    *[(Stage.NO_ANSWER, days) for days in (33, 48)],
    (Stage.SPAM, 5),
    (Stage.WITHDRAWN, 7),
    (Stage.WITHDRAWN, 19),
)
NAMES = """
Éloïse Martin|Bruno Peeters|Chloé Dubois|Driss El Amrani|Estelle Noël|Florian Claes|Gaëlle Simon
Hamza Idrissi|Isabelle Renard|Jérôme Lambrecht|Kenza Haddad|Laurent Wéry|Manon Goffin|Nicolas Thiry
Ophélie Jacobs|Philippe Marchal|Rosalie Denis|Sébastien Hubert|Tatiana Popescu|Ulysse Carlier
Véronique Lemaire|William Janssens|Yaël Cohen|Zacharie Poncelet|Amélie Gérard|Baptiste Wilmet
Cécile Hanin|Damien Schmitz|Eva Rossi|Frédéric Bastin|Gwenaëlle Leroy|Henri Massart|Imane Bakkali
Justine Collard|Kilian Meunier|Lola Vandamme|Maxime Arnould|Naïma Ziani|Oscar Delvaux|Pauline Fontaine
"""
MESSAGES = {
    Intent.JOIN: (
        "Bonjour, je viens d’emménager et j’aimerais rencontrer le groupe. Quand est la prochaine réunion ?",
        "Je suis pensionnée depuis juin, j’ai du temps et j’écris volontiers. Puis-je venir voir ?",
        "Une amie m’a parlé de vos soirées films. Je voudrais donner un coup de main.",
        "Je cherche à m’engager près de chez moi. Je travaille en horaire décalé, est-ce possible ?",
    ),
    Intent.CREATE: (
        "Nous sommes trois voisins et il n’y a pas de groupe ici. Comment commence-t-on ?",
        "Je suis prof et quelques élèves veulent faire quelque chose. Peut-on créer un groupe à l’école ?",
    ),
    Intent.ASK: (
        "Où peut-on acheter des bougies cette année ?",
        "Intervenez-vous dans les classes de sixième primaire ?",
    ),
}
SKILLS = (
    "",
    "",
    "écriture, anglais",
    "comptabilité",
    "photo, affiches",
    "cuisine pour trente personnes",
)


@dataclass(slots=True)
class Telling:
    """One request on its way. `at` walks forward with each verb."""

    enquiry: Enquiry
    group: Group
    staff: Person
    at: datetime

    def responsable(self) -> Person:
        held = Mandate.objects.open().filter(group=self.group, function=Function.COORDINATOR)
        return held.select_related("person")[:1].get().person

    def later(self, hours: int = 5) -> datetime:
        self.at += timedelta(hours=hours)
        return self.at

    def taken(self) -> None:
        actions.take(self.enquiry, by=self.staff, at=self.later())

    def handed(self) -> None:
        actions.hand_over(self.enquiry, self.group, by=self.staff, at=self.later())

    def accepted(self) -> None:
        self.handed()
        actions.accept(self.enquiry, self.group, by=self.responsable(), at=self.later())

    def returned(self) -> None:
        self.handed()
        actions.give_back(
            self.enquiry,
            self.group,
            reason="Nous sommes complets pour le moment ; le groupe voisin a de la place.",
            by=self.responsable(),
            at=self.later(),
        )

    def contacted(self) -> None:
        self.accepted()
        by = self.responsable()
        actions.write(
            self.enquiry,
            subject="Bienvenue !",
            body=f"Bonjour {self.enquiry.first_name},\n\nMerci pour votre message. Je vous appelle "
            "cette semaine ; notre prochaine réunion est ouverte à tout le monde.\n\nÀ bientôt !",
            form_key=f"demo-{self.enquiry.pk}",
            by=by,
            at=self.later(),
        )
        Note.objects.create(
            enquiry=self.enquiry, group=self.group, by=by, at=self.at, text="À rappeler le soir."
        )

    def met(self) -> None:
        self._noted(Stage.MET)

    def declined(self) -> None:
        self._noted(Stage.DECLINED)

    def no_answer(self) -> None:
        self._noted(Stage.NO_ANSWER)

    def _noted(self, stage: Stage) -> None:
        self.contacted()
        self.enquiry.move(stage, by=self.responsable(), at=self.later(30), group=self.group)

    def joined(self) -> None:
        self.met()
        by = self.responsable()
        actions.welcome(self.enquiry, self.group, by=by, at=self.later(30))

    def answered(self) -> None:
        self.taken()
        actions.write(
            self.enquiry,
            subject="Votre question",
            body=f"Bonjour {self.enquiry.first_name},\n\nOui, bien sûr. Le groupe le plus proche vous "
            "donnera les détails.\n\nLe secrétariat",
            form_key=f"demo-{self.enquiry.pk}",
            by=self.staff,
            at=self.later(),
        )
        self.enquiry.move(Stage.ANSWERED, by=self.staff, at=self.later())

    def spam(self) -> None:
        self.enquiry.move(Stage.SPAM, by=self.staff, at=self.later())

    def withdrawn(self) -> None:
        actions.withdraw(self.enquiry, at=self.later())


def tell(story: Story) -> None:
    groups: dict[int, Group] = story.things["groups"]
    open_groups = Group.objects.filter(pk__in=[one.pk for one in groups.values()])
    numbers = sorted(open_groups.open_to_newcomers().values_list("number", flat=True))
    names = [name for line in NAMES.split("\n")[1:-1] for name in line.split("|")]
    for position, (stage, days) in enumerate(PATHS):
        # Alice and Zoé have somebody waiting; the rest is spread over the section.
        favourite = {10: 12, 11: 7, 12: 12, 17: 12, 24: 7}.get(position)
        group = groups[favourite or story.random.choice(numbers)]
        at = story.now - timedelta(days=days, hours=1 + position % 3)
        enquiry = _ask(story, position, names[position], group, at)
        staff = enquiry.owner() or story.things["staff"][0]
        telling = Telling(enquiry, group, staff, at)
        if stage != Stage.RECEIVED:
            getattr(telling, stage.value)()


def _ask(story: Story, position: int, name: str, group: Group, at: datetime) -> Enquiry:
    first, last = name.split(" ", 1)
    intent = (Intent.JOIN, Intent.JOIN, Intent.JOIN, Intent.CREATE, Intent.ASK)[position % 5]
    section = story.things["section"]
    news = ConsentText.objects.in_force(section, Purpose.NEWS, "fr") if position % 3 else None
    asked = Asked(
        section=section,
        group=group if intent == Intent.JOIN else None,
        intent=intent,
        first_name=first,
        last_name=last,
        email=f"{fold(first)}.{fold(last)}@example.org".replace(" ", "-"),
        phone=f"0470 00 00 {position:02d}" if position % 2 else "",
        locality=f"{group.postcode} {group.locality_name}",
        postcode=group.postcode,
        message=story.random.choice(MESSAGES[intent]),
        skills=story.random.choice(SKILLS),
        form_key=f"demo-{position}",
        language="fr",
        wants_news=news,
    )
    return actions.receive(asked, at=at)


demo(30, tell)
