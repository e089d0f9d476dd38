"""Finds a place as people type it: postcode, name in any language, part of a name, or nearly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from lampion.kit.folding import fold
from lampion.places import gazetteer, world
from lampion.places.gazetteer import Country, Locality

LONGEST = 80
_SHORT = {"st": "saint", "ste": "sainte", "s": "sur", "lez": "les"}
_POSTCODE = re.compile(r"(?:b|be)?\s*(\d{2,4})\b\s*(.*)")


@dataclass(frozen=True, slots=True)
class Match:
    locality: Locality
    score: int

    @property
    def label(self) -> str:
        """Name and province, so that homonyms can be told apart; in the language of whoever reads, not of the search."""
        place = self.locality
        province = gazetteer.country(place.country).province_name(place.province)
        return f"{place} ({province})" if province else str(place)


@dataclass(frozen=True, slots=True)
class Found:
    matches: tuple[Match, ...] = ()
    suggestions: tuple[Match, ...] = ()
    homonyms: bool = False


def key_of(text: str) -> str:
    """Return what is compared: folded, small words in full; other scripts as they are, in small letters."""
    folded = fold(text)
    if not folded:
        plain = unicodedata.normalize("NFKD", text.casefold())
        kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in plain)
        return " ".join("".join(c for c in kept if not unicodedata.combining(c)).split())
    return " ".join(_SHORT.get(word, word) for word in folded.split())


@lru_cache
def _names(country: Country) -> list[tuple[str, Locality]]:
    """Every name under which a locality is looked for, official ones before those of other languages."""
    if not country.detailed:
        return _names_of_cities(country)
    rows = [(key_of(place.name), place) for place in country.localities]
    return rows + [(key_of(o), place) for place in country.localities for o in place.others]


def _names_of_cities(country: Country) -> list[tuple[str, Locality]]:
    lines = re.findall(rb"\n([^\t\n]+)\t%s\t(\d+)" % country.code.encode(), world.names())
    return [(key.decode(), country.localities[int(row)]) for key, row in lines]


@lru_cache(maxsize=4096)
def search(country: Country, typed: str, *, limit: int = 8) -> Found:
    """Return the places that fit, best first; for none, what may have been meant."""
    key = key_of(typed.replace("\x00", "")[:LONGEST]) if len(typed) <= LONGEST * 2 else ""
    if not key:
        return Found()
    if number := _POSTCODE.fullmatch(key):
        return _by_number(country, number[1], number[2], limit)
    return _by_name(country, key, limit)


def _by_number(country: Country, digits: str, rest: str, limit: int) -> Found:
    places = [place for place in country.localities if place.postcode.startswith(digits)]
    wanted = key_of(rest)
    places.sort(
        key=lambda place: (not key_of(place.name).startswith(wanted), place.postcode, _minor(place))
    )
    return Found(tuple(Match(place, 0) for place in places[:limit]))


def _minor(place: Locality) -> tuple[bool, int]:
    """Of places that fit alike, people mean the largest, or the one known by names in other languages."""
    return not place.others, -place.population


def _score(name: str, key: str) -> int | None:
    """How well a name fits that contains `key`; lower is better."""
    if name == key:
        return 0
    if name.startswith(key):
        return 1 if name[len(key)] == " " else 2
    if f" {key}" in name:
        return 3
    return 4 if len(key) > 2 else None


def _by_name(country: Country, key: str, limit: int) -> Found:
    best: dict[str, tuple[int, Locality]] = {}
    names = _names(country)
    for name, place in names:
        if key not in name:  # most of thousands: cheaper to say here
            continue
        score = _score(name, key)
        if score is not None and score < best.get(place.key, (9, place))[0]:
            best[place.key] = (score, place)
    ranked = sorted(
        best.values(), key=lambda one: (one[0], _minor(one[1]), len(one[1].name), one[1].postcode)
    )
    if not ranked:
        return Found(suggestions=_close(names, key))
    exact = {place.postcode or place.key for score, place in ranked if score == 0}
    matches = tuple(Match(place, score) for score, place in ranked[:limit])
    return Found(matches, homonyms=len(exact) > 1)


def _close(names: list[tuple[str, Locality]], key: str) -> tuple[Match, ...]:
    if len(key) < 3:
        return ()
    near = {name: place for name, place in reversed(names) if abs(len(name) - len(key)) <= 3}
    close = get_close_matches(key, near, n=3, cutoff=0.7)
    return tuple(Match(near[name], 9) for name in close)
