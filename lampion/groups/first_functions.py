"""The functions that a new section offers to its groups, until it says it otherwise."""

from __future__ import annotations

from datetime import datetime

from lampion.groups.models import Power, SectionFunction
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


def offer_first_functions(section: Section, *, at: datetime) -> None:
    for names, powers in FIRST:
        SectionFunction.offer(section, names, powers, by=None, at=at)
