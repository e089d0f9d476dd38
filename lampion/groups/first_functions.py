"""What a new section offers to its groups and asks when it is handed over, until it says it otherwise."""

from __future__ import annotations

from datetime import datetime

from lampion.groups.models import HandOverLine, Offer, Power, SectionFunction, Sort
from lampion.sections.models import Section

FIRST: tuple[tuple[dict[str, str], tuple[Power, ...]], ...] = (
    ({"fr": "Secrétaire", "nl": "Secretaris", "de": "Schriftführung", "en": "Secretary"}, (Power.MEETINGS, Power.DOCUMENTS)),
    ({"fr": "Accueil", "nl": "Onthaal", "de": "Empfang", "en": "Welcome"}, (Power.NEWCOMERS,)),
    ({"fr": "Dossiers", "nl": "Dossiers", "de": "Fälle", "en": "Cases"}, ()),
    ({"fr": "Campagnes", "nl": "Campagnes", "de": "Kampagnen", "en": "Campaigns"}, ()),
    ({"fr": "Bougies", "nl": "Kaarsen", "de": "Kerzen", "en": "Candles"}, ()),
    ({"fr": "Presse", "nl": "Pers", "de": "Presse", "en": "Press"}, ()),
    ({"fr": "Écoles", "nl": "Scholen", "de": "Schulen", "en": "Schools"}, ()),
    ({"fr": "Élus", "nl": "Verkozenen", "de": "Gewählte", "en": "Elected people"}, ()),
    ({"fr": "Événements", "nl": "Evenementen", "de": "Veranstaltungen", "en": "Events"}, ()),
    ({"fr": "Réseau de lettres", "nl": "Schrijfnetwerk", "de": "Briefnetz", "en": "Letter network"}, ()),
)  # fmt: skip


HANDED_OVER: tuple[dict[str, str], ...] = (
    {"fr": "Mandat sur le compte en banque", "nl": "Volmacht op de bankrekening", "de": "Vollmacht für das Bankkonto", "en": "Mandate on the bank account"},
    {"fr": "Stock : bougies, tracts, matériel", "nl": "Voorraad: kaarsen, folders, materiaal", "de": "Bestand: Kerzen, Flugblätter, Material", "en": "Stock: candles, leaflets, material"},
    {"fr": "Dossiers et papiers", "nl": "Mappen en papieren", "de": "Akten und Papiere", "en": "Files and papers"},
    {"fr": "Mots de passe d’autres sites, transmis de vive voix", "nl": "Wachtwoorden van andere sites, mondeling doorgegeven", "de": "Passwörter anderer Seiten, mündlich übergeben", "en": "Passwords of other sites, told in person"},
    {"fr": "Partenaires présentés : commune, presse, associations", "nl": "Partners voorgesteld: gemeente, pers, verenigingen", "de": "Partner vorgestellt: Gemeinde, Presse, Vereine", "en": "Partners introduced: town, press, associations"},
)  # fmt: skip


# Sort, words, and the functions (by their French name) for which it is useful.
OFFERS: tuple[tuple[Sort, dict[str, str], tuple[str, ...]], ...] = (
    (Sort.SKILL, {"fr": "Écrire", "nl": "Schrijven", "de": "Schreiben", "en": "Writing"}, ("Secrétaire", "Presse", "Réseau de lettres")),
    (Sort.SKILL, {"fr": "Parler en public", "nl": "Spreken in het openbaar", "de": "Öffentlich sprechen", "en": "Speaking in public"}, ("Écoles", "Élus", "Presse")),
    (Sort.SKILL, {"fr": "Organiser", "nl": "Organiseren", "de": "Organisieren", "en": "Organising"}, ("Événements", "Bougies", "Campagnes")),
    (Sort.SKILL, {"fr": "Accueillir", "nl": "Onthalen", "de": "Empfangen", "en": "Welcoming"}, ("Accueil",)),
    (Sort.SKILL, {"fr": "Lire et résumer", "nl": "Lezen en samenvatten", "de": "Lesen und zusammenfassen", "en": "Reading and summing up"}, ("Dossiers", "Secrétaire")),
    (Sort.TIME, {"fr": "En journée", "nl": "Overdag", "de": "Tagsüber", "en": "In the daytime"}, ("Écoles", "Élus")),
    (Sort.TIME, {"fr": "En soirée", "nl": "’s avonds", "de": "Abends", "en": "In the evening"}, ("Accueil", "Secrétaire")),
    (Sort.TIME, {"fr": "Le week-end", "nl": "In het weekend", "de": "Am Wochenende", "en": "At the weekend"}, ("Événements", "Bougies")),
)  # fmt: skip


def offer_first_functions(section: Section, *, at: datetime) -> None:
    for words in HANDED_OVER:
        HandOverLine.add(section, words, by=None, at=at)
    for names, powers in FIRST:
        SectionFunction.offer(section, names, powers, by=None, at=at)
    offered = list(SectionFunction.objects.offered(section))
    for sort, words, useful in OFFERS:
        functions = [one for one in offered if one.names.get("fr") in useful]
        Offer.add(section, sort, words, functions, by=None, at=at)
