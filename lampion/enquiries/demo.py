"""Forty people write; each stage that a request can reach is there, reached by the verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lampion.contacts.models import ConsentText, Purpose
from lampion.enquiries import actions
from lampion.enquiries.actions import Asked
from lampion.enquiries.models import Enquiry, Intent, Note, ReadyAnswer, Stage
from lampion.groups.models import Function, Group, Mandate
from lampion.kit.folding import fold
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.mail.models import Message
from lampion.people.models import Person

# How many days ago it came, where it stands today, what was wanted, the group that has to do with it, who.
REQUESTS = """
55 joined join 7 Baptiste Wilmet
48 no_answer join 29 Gwenaëlle Leroy
41 joined join 12 Amélie Gérard
36 declined join 18 Frédéric Bastin
33 no_answer create 38 Henri Massart
30 joined join 64 Zacharie Poncelet
27 answered ask 15 Yaël Cohen
24 met join 7 Tatiana Popescu
22 declined join 70 Eva Rossi
20 contacted create 63 Sébastien Hubert
19 withdrawn join 21 Kilian Meunier
18 answered ask 3 William Janssens
15 met join 33 Rosalie Denis
13 contacted join 12 Philippe Marchal
12 handed join 88 Isabelle Renard
11 accepted join 77 Manon Goffin
10 returned join 72 Nicolas Thiry
9 received ask 24 Gaëlle Simon
9 answered ask 57 Véronique Lemaire
8 handed join 42 Jérôme Lambrecht
7 taken create 47 Hamza Idrissi
7 withdrawn ask 9 Justine Collard
6 received join 66 Florian Claes
6 contacted join 7 Ophélie Jacobs
5 accepted join 16 Laurent Wéry
5 spam ask 3 Lola Vandamme
4 returned join 36 Kenza Haddad
3 handed create 86 Damien Schmitz
2 received join 34 Estelle Noël
2 handed join 12 Cécile Hanin
2 accepted join 12 Ulysse Carlier
1 received ask 12 Driss El-Amrani
1 received join 68 Chloé Dubois
1 taken join 10 Maxime Arnould
1 taken ask 50 Naïma Ziani
1 handed join 7 Oscar Delvaux
1 handed join 81 Pauline Fontaine
0 handed join 12 Imane Bakkali
0 received join 5 Bruno Peeters
0 received create 47 Éloïse Martin
"""
# Places without a group: whoever wants one there is near the group of this number.
WITHOUT_GROUP = {
    38: "4560 Clavier",
    47: "6880 Bertrix",
    63: "5660 Couvin",
    86: "7880 Flobecq",
}
MESSAGES = {
    "join": (
        "Bonjour, je viens d’emménager et j’aimerais rencontrer le groupe. Quand est la prochaine réunion ?",
        "Je suis pensionnée depuis juin, j’ai du temps et j’écris volontiers. Puis-je venir voir ?",
        "Une amie m’a parlé de vos soirées films. Je voudrais donner un coup de main.",
        "Je cherche à m’engager près de chez moi. Je travaille en horaire décalé, est-ce possible ?",
        "J’étais membre d’un groupe à l’étranger il y a dix ans. J’aimerais recommencer, doucement.",
        "Ma fille de seize ans et moi voudrions venir ensemble. Est-ce ouvert aux jeunes ?",
        "J’ai acheté une bougie à votre stand samedi et j’ai envie d’en faire un peu plus.",
        "Je parle arabe et anglais, je peux traduire. Je ne connais encore personne dans la commune.",
        "Je me déplace en fauteuil. Votre salle est-elle accessible ? Je viendrais avec plaisir.",
    ),
    "create": (
        "Nous sommes trois voisins et il n’y a pas de groupe ici. Comment commence-t-on ?",
        "Je suis prof et quelques élèves veulent faire quelque chose. Peut-on créer un groupe à l’école ?",
        "Il y a eu un groupe dans mon village autrefois. J’aimerais le rallumer. Qui peut m’aider ?",
    ),
    "ask": (
        "Où peut-on acheter des bougies cette année ?",
        "Intervenez-vous dans les classes de sixième primaire ?",
        "Notre bibliothèque voudrait accueillir une de vos expositions. À qui écrire ?",
        "Faut-il être membre pour écrire des lettres avec un groupe ?",
        "Puis-je aider sans venir aux réunions ? Mes horaires changent chaque semaine.",
    ),
    "spam": ("Première page garantie pour votre site ! Offre limitée, répondez vite.",),
}
READY = (
    (
        "Venez voir",
        "join",
        "Bienvenue, {first_name} !",
        "Bonjour {first_name},\n\nMerci pour votre message. Le groupe {group} se réunit {meeting}. "
        "Venez voir, cela n’engage à rien.\n\n{me}",
    ),
    (
        "Parlons-en",
        "create",
        "Créer un groupe près de chez vous",
        "Bonjour {first_name},\n\nQuelle bonne idée ! Quand puis-je vous appeler pour en parler ? "
        "Le groupe {group} n’est pas loin et peut vous aider au début.\n\n{me}",
    ),
)
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
    """One request on its way. `at` walks forward with each verb, never past `now`."""

    enquiry: Enquiry
    group: Group
    staff: Person
    at: datetime
    now: datetime

    def responsable(self) -> Person:
        held = Mandate.objects.open().filter(group=self.group, function=Function.COORDINATOR)
        return held.select_related("person")[:1].get().person

    def later(self, hours: int = 5) -> datetime:
        self.at = min(self.at + timedelta(hours=hours), self.now)
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
    for title, intent, subject, body in READY:
        ReadyAnswer.objects.create(
            section=story.things["section"], title=title, intent=intent, language="fr",
            subject=subject, body=body,
        )  # fmt: skip
    rows = [line.split(" ", 4) for line in REQUESTS.split("\n")[1:-1]]
    silent = True
    for position, (days, stage, wanted, number, name) in enumerate(rows):
        if silent and days == "0":
            _keep_silent(story)
            silent = False
        group = story.things["groups"][int(number)]
        at = story.now - timedelta(days=int(days), hours=1 + position % 3)
        enquiry = _ask(story, position, name, Intent(wanted), group, stage, at)
        staff = enquiry.owner() or story.things["staff"][0]
        if stage != Stage.RECEIVED:
            getattr(Telling(enquiry, group, staff, at, story.now), stage)()


def _keep_silent(story: Story) -> None:
    """Only today's deeds send mail: what happened in the past was never on this machine."""
    for topic in ("enquiry", "invitation"):
        Message.objects.drop(topic, at=story.now)


def _ask(
    story: Story, position: int, name: str, intent: Intent, group: Group, stage: str, at: datetime
) -> Enquiry:
    first, last = name.split(" ", 1)
    section = story.things["section"]
    news = ConsentText.objects.in_force(section, Purpose.NEWS, "fr") if position % 3 else None
    creates = intent == Intent.CREATE
    place = WITHOUT_GROUP[group.number] if creates else f"{group.postcode} {group.locality_name}"
    messages = MESSAGES["spam" if stage == Stage.SPAM else intent.value]
    asked = Asked(
        section=section,
        group=group if intent == Intent.JOIN else None,
        intent=intent,
        first_name=first,
        last_name=last,
        email=f"{fold(first)}.{fold(last)}@example.org".replace(" ", "-"),
        phone=f"0470 00 00 {position:02d}" if position % 2 else "",
        locality=place,
        postcode=place[:4],
        message=messages[position % len(messages)],
        skills=story.random.choice(SKILLS),
        form_key=f"demo-{position}",
        language="fr",
        wants_news=news,
    )
    return actions.receive(asked, at=at)


demo(30, tell)
