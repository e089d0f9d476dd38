"""How a place is written so that everybody knows which one is meant, and which one is meant by what was written."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from lampion.kit.folding import fold
from lampion.places import gazetteer, world
from lampion.places.gazetteer import LANGUAGES, Country, Locality
from lampion.places.search import key_of, search
from lampion.places.worldwide import find_city

MOST_HOMONYMS = 50
_WITH_WIDER = re.compile(r"([^(,]+?)\s*[(,]\s*([^()]+?)\s*\)?\s*")
_NUMBERS = re.compile(r"\b(?:[a-z]{1,2}-)?\d[\d-]*\b", re.I)


def in_the_world(place: Locality, *, name: str = "") -> str:
    """Write the place with province and country: "Springfield (Illinois, United States)". name: in place of its own."""
    name = name or place.name
    province = gazetteer.country(place.country).province_name(place.province)
    country = world.country_name(place.country, get_language() or "fr")
    wider = [] if fold(province) in ("", fold(place.name)) else [province]
    return f"{name} ({', '.join([*wider, country])})"


def in_a_form(home: Country, place: Locality) -> str:
    """Write the place as shortly as a reader in `home` still knows which one it is."""
    country = world.country_name(place.country, get_language() or "fr")
    short = str(place) if place.country == home.code else f"{place.name} ({country})"
    return short if meant(home, short) == place else in_the_world(place)


def meant(home: Country, typed: str) -> Locality | None:
    """Return the place that somebody in `home` means, or None where nobody knows.

    A city of another country is taken only with the country or province behind it; its bare name is never taken
    for a place of `home` that merely begins like it.
    """
    if said := _WITH_WIDER.fullmatch(typed):
        within = _within(home, said[1], said[2])
        # "5100, Jambes" says no country: a postcode is of `home`.
        if within or not _NUMBERS.search(typed):
            return within
    found = search(home, typed, limit=1).matches
    if not found:
        return None
    place, name = found[0].locality, " ".join(_NUMBERS.sub(" ", typed).split())
    known = _begins(place, name) if name != typed.strip() else found[0].score == 0
    if known or not name:
        return place
    abroad = find_city(name, limit=1)
    return None if abroad.exact and abroad.cities[0].country != home.code else place


def _begins(place: Locality, name: str) -> bool:
    """Tell whether the words beside a postcode are the beginning of the place's name, in any language."""
    return any(key_of(one).startswith(key_of(name)) for one in (place.name, *place.others))


def _within(home: Country, name: str, wider: str) -> Locality | None:
    """Return the place of this name that lies in all of `wider`: provinces and countries, between commas."""
    wanted = {key_of(one) for one in wider.split(",")}
    at_home = [match.locality for match in search(home, name).matches if match.score == 0]
    abroad = find_city(name, limit=MOST_HOMONYMS)
    places = [*at_home, *(abroad.cities if abroad.exact else ())]
    return next((place for place in places if wanted <= _around(place)), None)


def _around(place: Locality) -> set[str]:
    """Return the names of what the place lies in, in every language, and its postcode, as they are compared."""
    land = world.lands()[place.country]
    names = [land.name(language) for language in LANGUAGES]
    province = gazetteer.country(place.country).provinces.get(place.province)
    names += [place.postcode, *land.own_names, *(province.names.values() if province else ())]
    return {key_of(name) for name in names}
