from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lampion.groups.actions import found_group
from lampion.groups.first_functions import offer_first_functions
from lampion.groups.formation import ask_first_requirements
from lampion.groups.locating import locate
from lampion.groups.models import (
    Audience,
    Circle,
    Folder,
    Function,
    Group,
    HandOver,
    Holding,
    Kind,
    LifeStage,
    Mandate,
    Membership,
    Offer,
    Pause,
    Profile,
    SectionFunction,
    Stage,
)
from lampion.groups.papers import add_upload
from lampion.kit.folding import fold
from lampion.kit.registers import demo
from lampion.kit.spreadsheets import Table
from lampion.kit.story import Story
from lampion.people.models import Openness, Person
from lampion.sections import lists
from lampion.sections import member_list as enrolment

# Number, postcode and locality, then the postcodes served beside its own.
PLACES = """
3 1000 Bruxelles 1020 1040
5 1030 Schaerbeek 1140
7 5000 Namur 5100 5002
9 1180 Uccle
10 1070 Anderlecht
12 1348 Louvain-la-Neuve 1340 1341 1342
15 4000 Liège 4020 4030
16 4100 Seraing
18 7000 Mons 7011 7012
19 7100 La Louvière 7110
21 7500 Tournai 7520
23 7700 Mouscron
24 6700 Arlon 6780
26 6760 Virton
29 6000 Charleroi 6001 6030
31 6200 Châtelet
33 1300 Wavre 1301 1325
34 1330 Rixensart 1331 1332
36 1410 Waterloo 1420
38 4500 Huy 4520
39 4300 Waremme
41 4600 Visé
42 6600 Bastogne 6640
44 6800 Libramont-Chevigny
46 6870 Saint-Hubert
47 6840 Neufchâteau
48 6830 Bouillon
50 6900 Marche-en-Famenne 6940
52 5590 Ciney
53 5580 Rochefort
55 1457 Walhain 1435
57 5030 Gembloux 5032
61 5500 Dinant
63 5600 Philippeville
64 1190 Forest
66 1060 Saint-Gilles
68 1080 Molenbeek-Saint-Jean
70 1050 Ixelles
72 1160 Auderghem
74 1200 Woluwe-Saint-Lambert 1150
77 4800 Verviers 4820
79 4900 Spa
80 4970 Stavelot
81 4960 Malmedy
83 7060 Soignies
84 7090 Braine-le-Comte
86 7800 Ath
88 1400 Nivelles 1401
92 7130 Binche
96 6460 Chimay
"""
FIRST = """
Agnès Bernadette Camille Dario Élise Farid Geneviève Hugo Inès Jacques Katia Léon Mireille Nadia
Olivier Paulette Quentin Rachida Simon Thérèse Ugo Valérie Willy Yasmina Zélie Aimé Brigitte Claude
Denise Étienne Fatima Gaston Hélène Ismaël Josiane Kevin Lucie Marcel Noémie Odette Pascal Régine
Samira Tanguy Ursule Viviane Xavier Yvonne
"""
LAST = """
Delcourt Baudoux Charlier Dumont Evrard François Gillet Henrard Istasse Jadot Kaba Lejeune Mathy
Nguyen Ozer Piron Quintart Rasquin Servais Toussaint Urbain Vanhove Wauters Yilmaz Zanetti Amrani
Bodart Collignon Dethier Englebert
"""
RHYTHMS = (
    "Premier mardi du mois, 20 h",
    "Deuxième jeudi du mois, 19 h 30",
    "Dernier lundi du mois, 20 h, sauf juillet et août",
    "Un samedi matin par mois, 10 h",
    "Troisième mercredi du mois, 18 h 30",
)
VENUES = (
    "Salle de la bibliothèque communale",
    "Café associatif, petite salle à l’étage",
    "Maison de quartier",
    "Centre culturel, salle 2",
    "Chez l’un ou l’autre : demandez-nous l’adresse",
)
ACCESS = (
    "De plain-pied, toilettes adaptées",
    "Deux marches à l’entrée, nous vous aidons",
    "Ascenseur ; boucle à induction",
    "",
)
# Where the words about a group name its habit, the page says the same.
HABITS = {
    12: RHYTHMS[0],
    39: "Chaque jeudi, pendant le temps de midi",
    41: RHYTHMS[3],
    64: RHYTHMS[2],
    84: "Un mercredi sur deux, 13 h 30",
    88: "Premier et troisième lundis du mois, 20 h",
}
KINDS = {39: Kind.SCHOOL, 84: Kind.SCHOOL, 12: Kind.YOUTH, 70: Kind.YOUTH, 66: Kind.THEMATIC}
KINDS |= {16: Kind.THEMATIC, 57: Kind.YOUTH}
FORMING, ASLEEP = {55, 48}, {46}
ABOUTS = Path(__file__).resolve().parent / "texts" / "demo.fr.md"


def _abouts() -> dict[int, str]:
    """Return what each group says of itself: in the file, under its number."""
    _nothing, *parts = re.split(r"(?m)^# (\d+)$", ABOUTS.read_text(encoding="utf-8"))
    return {int(number): text.strip() for number, text in zip(parts[::2], parts[1::2], strict=True)}


class People:
    """Names that follow one another, each with an address of its own."""

    def __init__(self) -> None:
        self.count = 0
        self.first, self.last = FIRST.split(), LAST.split()

    def next(self) -> Person:
        first = self.first[self.count % len(self.first)]
        last = self.last[(self.count * 7) % len(self.last)]
        self.count += 1
        address = f"{fold(first)}.{fold(last)}{self.count}@example.org".replace(" ", "-")
        return Person.objects.create_user(address, first_name=first, last_name=last)


def tell(story: Story) -> None:
    ask_first_requirements(story.things["section"])
    offer_first_functions(story.things["section"], at=story.now)
    people, abouts = People(), _abouts()
    groups = {}
    for line in PLACES.split("\n")[1:-1]:
        number, postcode, *rest = line.split()
        served = [word for word in rest if word.isdigit()]
        name = " ".join(word for word in rest if not word.isdigit())
        about = abouts.get(int(number), "")
        group = _found(story, int(number), f"{postcode} {name}", served, about)
        _people(story, group, people)
        groups[group.number] = group
    story.things["groups"] = groups


def _found(story: Story, number: int, place: str, served: list[str], about: str) -> Group:
    section, luck = story.things["section"], story.random
    postcode, name = place.split(" ", 1)
    forming = number in FORMING
    at = story.now - timedelta(days=90 if forming else luck.randrange(400, 4000))
    group = found_group(
        section,
        number,
        name,
        locate(section.territory, postcode, name),
        by=story.things["staff"][0],
        at=at,
        served=served,
        stage=Stage.IN_FORMATION if forming else Stage.ACTIVE,
        kind=KINDS.get(number, Kind.LOCAL),
        languages=["fr", "nl"] if postcode.startswith("1") and number < 75 else ["fr"],
        rhythm=HABITS.get(number) or luck.choice(RHYTHMS),
        venue="À l’école" if KINDS.get(number) == Kind.SCHOOL else luck.choice(VENUES),
        accessibility=luck.choice(ACCESS),
        about=about,
    )
    if number in ASLEEP:
        day = timezone.localdate(story.now) - timedelta(days=60)
        by = story.things["staff"][0]
        LifeStage.enter(group, Stage.DORMANT, by=by, on=day, reason="Plus que deux membres")
    return group


def _people(story: Story, group: Group, people: People) -> None:
    longest = 80 if group.number in FORMING else 330
    day = timezone.localdate(story.now) - timedelta(days=story.random.randrange(30, longest))
    if group.number == 12:  # the year of its responsable is nearly over
        day = timezone.localdate(story.now) - timedelta(days=345)
    known = {12: ("alice", "Alice", "Moreau"), 7: ("zoe", "Zoé", "Lacroix")}.get(group.number)
    if known:
        name, first, last = known
        first_person = Person.objects.create_user(
            f"{name}@example.org", first_name=first, last_name=last
        )
    else:
        first_person = people.next()
    Mandate.give(group, first_person, Function.COORDINATOR, by=None, on=day)
    Mandate.give(group, people.next(), Function.TREASURER, by=None, on=day)
    for circle in (Circle.CORE, Circle.CORE, Circle.NETWORK, Circle.OCCASIONAL):
        Membership.welcome(group, people.next(), by=first_person, on=day, circle=circle)


SHARED = {
    12: ("Secrétaire", "Accueil", "Dossiers", "Bougies", "Bougies", "Réseau de lettres"),
    7: ("Secrétaire", "Campagnes", "Écoles"),
}


def share(story: Story) -> None:
    """Two groups share their work out; in one the treasurer hands over, and somebody rests."""
    today = timezone.localdate(story.now)
    for number, names in SHARED.items():
        group = story.things["groups"][number]
        core = [
            one.person
            for one in Membership.objects.active()
            .filter(group=group, circle=Circle.CORE)
            .select_related("person")
            .order_by("pk")
        ]
        responsable = core[0]
        _open_details(core, at=story.now)
        _say_skills(core, group, story.random)
        for place, name in enumerate(names):
            function = SectionFunction.objects.get(section=group.section, names__fr=name)
            since = today - timedelta(days=40 * (place + 1))
            person = core[(place + 1) % len(core)]
            Holding.give(group, person, function, by=responsable, on=since)
    _pass_on(story, story.things["groups"][12], today)


def _open_details(core: list[Person], *, at: datetime) -> None:
    for place, person in enumerate(core):
        said = {"phone": f"0470 00 {place + 10} {place + 20}", "name_open": Openness.GROUP}
        openness = (Openness.GROUP, Openness.RESPONSABLES, Openness.NOBODY)[place % 3]
        person.revise(said | {"phone_open": openness}, by=person, at=at)


def _say_skills(core: list[Person], group: Group, luck: Random) -> None:
    offers = list(Offer.objects.asked(group.section))
    for person in core[1:]:
        chosen = luck.sample(offers, 3)
        words = luck.choice(("J’ai une voiture", "Je dessine les affiches", "", "Je parle anglais"))
        Profile.say(person, skills=words, availability="", offers=chosen)


def _pass_on(story: Story, group: Group, today: date) -> None:
    held = Mandate.objects.open().get(group=group, function=Function.TREASURER)
    others = Membership.objects.active().filter(group=group, circle=Circle.CORE)
    taker = others.exclude(person=held.person).select_related("person").order_by("-pk")[0]
    began = story.now - timedelta(days=6)
    passed = HandOver.begin(held, taker.person, by=held.person, at=began)
    for place, item in enumerate(passed.items.all()):
        if place < 3:
            item.sign(by=held.person, at=began + timedelta(days=1))
        if place < 2:
            item.sign(by=taker.person, at=began + timedelta(days=2))
    rests = Membership.objects.active().filter(group=group, circle=Circle.NETWORK)[0]
    Pause.begin(
        rests,
        since=today - timedelta(days=20),
        until=today + timedelta(days=60),
        reason="Un bébé est né",
        by=rests.person,
        on=today,
    )


def enrol(story: Story) -> None:
    """The section's own register: most members of groups, some under an address we do not know, some ended."""
    section, luck = story.things["section"], story.random
    today = timezone.localdate(story.now)
    rows = []
    active = Membership.objects.active().filter(group__section=section).order_by("pk")
    for place, membership in enumerate(active.select_related("person", "group")):
        if place % 7 == 3:
            continue
        person = membership.person
        until = today + timedelta(days=luck.choice((-40, 12, 150, 220, 310)))
        named = [person.first_name, person.last_name, person.email or "", person.phone]
        locality = membership.group.locality_name
        rows.append((place, [str(20_000 + place), *named, locality, until.isoformat()]))
    table = Table(list(enrolment.COLUMNS.spoken), rows)
    lists.apply(section, "members", table, by=story.things["staff"][0], at=story.now)


PAPERS = (
    (12, "Budget de l’année.csv", "poste;prévu\nTracts;120\nSalle;0\nBougies;350\n", Audience.CORE),
    (
        12,
        "Contacts à la commune.txt",
        "Maison de la citoyenneté : salle le mardi.\n",
        Audience.CORE,
    ),
    (
        12,
        "Tract du marché.md",
        "# Une lettre, une vie\n\nVenez écrire avec nous.\n",
        Audience.GROUP,
    ),
    (7, "Comment tenir un stand.md", "# Le stand\n\n- table\n- nappe\n- sourire\n", Audience.GROUP),
)


def keep_papers(story: Story) -> None:
    """Two groups have a folder with what everybody looks for."""
    for number, name, words, audience in PAPERS:
        group = story.things["groups"][number]
        held = Mandate.objects.open().filter(group=group, function=Function.COORDINATOR)
        by, at = held.select_related("person")[0].person, story.now - timedelta(days=60)
        upload = SimpleUploadedFile(name, words.encode())
        folder = Folder.open(group, "Toujours utile", by=by, at=at)
        add_upload(group, upload, by=by, at=at, audience=audience, folder=folder)


demo(20, tell)
demo(21, enrol)
demo(22, share)
demo(23, keep_papers)
