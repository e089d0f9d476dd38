"""Finds a country or a city anywhere, by its name in any language that GeoNames and CLDR know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from babel.core import get_global

from lampion.places import gazetteer, world
from lampion.places.gazetteer import LANGUAGES, Locality
from lampion.places.search import LONGEST, key_of, search

SHORTEST_SLIP = 4
MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """cities: best first. exact: whether the first has just this name. suggestions: what may have been meant."""

    cities: tuple[Locality, ...] = ()
    exact: bool = False
    suggestions: tuple[Locality, ...] = ()


@lru_cache(maxsize=1)
def _country_keys() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, land in world.lands().items():
        for name in (*(land.name(language) for language in LANGUAGES), *land.own_names):
            found.setdefault(key_of(name), code)
    return found


def country_named(typed: str) -> str:
    """Return the code of the country with just this name, or code of two or three letters, or nothing."""
    meant = get_global("territory_aliases").get(typed.strip().upper(), [typed.strip()])[0].lower()
    return meant if meant in world.lands() else _country_keys().get(key_of(typed[:LONGEST]), "")


def country_nearly_named(typed: str) -> str:
    """Return the code of the country that may have been meant, or nothing."""
    key = key_of(typed[:LONGEST])
    close = get_close_matches(key, _country_keys(), n=1, cutoff=0.8)
    return _country_keys()[close[0]] if close and len(key) >= SHORTEST_SLIP else ""


@lru_cache(maxsize=1024)
def find_city(typed: str, *, limit: int = 6) -> Elsewhere:
    """Find cities of the world: of equal names the largest first."""
    key = key_of(typed.replace("\x00", "")[:LONGEST]) if len(typed) <= LONGEST * 2 else ""
    if len(key) < 2 or key.isdigit():
        return Elsewhere()
    if exact := _cities(f"\n{key}\t", limit):
        return Elsewhere(exact, exact=True)
    found = _cities(f"\n{key}", limit) or _cities(f" {key}", limit)
    return Elsewhere(found) if found else Elsewhere(suggestions=_slips(key))


def _lines(part: str) -> Iterator[tuple[str, str, int]]:
    """Return name, country and row of the lines whose name holds `part`, those of large cities first."""
    held, wanted, at = world.names(), part.encode(), -1
    while (at := held.find(wanted, at + 1)) >= 0:
        start = held.rfind(b"\n", 0, at + 1) + 1
        key, code, row = held[start : held.index(b"\n", start)].split(b"\t")
        if at + len(wanted) <= start + len(key) + 1:  # not in the code behind
            yield key.decode(), code.decode(), int(row)


def _cities(part: str, limit: int) -> tuple[Locality, ...]:
    found: dict[tuple[str, int], Locality] = {}
    for _name, code, row in islice(_lines(part), MOST_LINES):
        if (code, row) not in found:
            found[code, row] = _place(code, row)
        if len(found) == limit:
            break
    return tuple(dict.fromkeys(found.values()))


def _place(code: str, row: int) -> Locality:
    """Return the city in this row of its country's file; as that country's own list names it, if it has one."""
    territory = gazetteer.country(code)
    if not territory.detailed:
        return territory.localities[row]
    name, _division, lat, lon, _people = world.rows(code)[row]
    known = search(territory, name, limit=1).matches
    if known and known[0].score == 0:
        return known[0].locality
    return min(
        territory.localities,
        key=lambda place: abs(place.lat - float(lat)) + abs(place.lon - float(lon)),
    )


def _slips(key: str) -> tuple[Locality, ...]:
    """One slip of the pen leaves the beginning or the end of a name whole: only such names are compared."""
    if len(key) < SHORTEST_SLIP:
        return ()
    half = max(2, (len(key) - 1) // 2)
    found: dict[str, tuple[str, int]] = {}
    for part in (f"\n{key[:half]}", f"{key[-half:]}\t"):
        for name, code, row in islice(_lines(part), MOST_LINES):
            if abs(len(name) - len(key)) <= 2:
                found.setdefault(name, (code, row))
    close = get_close_matches(key, found, n=3, cutoff=0.75)
    return tuple(dict.fromkeys(_place(*found[name]) for name in close))
