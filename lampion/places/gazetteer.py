"""A country's localities and provinces, read once, when first asked for.

One with files of its own has postcodes and every locality; of all others the cities of 15,000 people and more are
known, under the names of lampion.places.world.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.utils.translation import get_language

from lampion.kit.folding import fold
from lampion.places import world

LANGUAGES = ("fr", "nl", "de", "en")
FEW = 60
DATA = Path(__file__).resolve().parent / "data"


class UnknownCountry(LookupError):
    """There is no such country."""


@dataclass(frozen=True, slots=True)
class Locality:
    """lat, lon: degrees, WGS 84. others: the names in other languages.

    postcode, province: nothing where they are not known. population: known of cities only.
    """

    key: str
    country: str
    postcode: str
    name: str
    lat: float
    lon: float
    province: str
    others: tuple[str, ...] = ()
    population: int = 0

    def __str__(self) -> str:
        return f"{self.postcode} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Province:
    """The first division of a country. Where its names are known in one language only, all are that one."""

    code: str
    names: dict[str, str]
    region: str = ""
    postcodes: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.names.get(get_language() or "fr", self.names["en"])

    @property
    def slug(self) -> str:
        """The code in small letters; a numbered one says nothing, and gives way to the name."""
        return self.code.lower() if self.code.isalpha() else _slug(self.names["en"])


@dataclass(frozen=True, eq=False)
class Country:
    code: str
    provinces: dict[str, Province]
    regions: dict[str, dict[str, str]]
    localities: tuple[Locality, ...]
    detailed: bool = True

    @cached_property
    def _by_postcode(self) -> dict[str, tuple[Locality, ...]]:
        found: dict[str, tuple[Locality, ...]] = {}
        for locality in self.localities:
            if not locality.postcode:  # a city of a country whose postcodes are not known
                continue
            found[locality.postcode] = (*found.get(locality.postcode, ()), locality)
        return found

    @cached_property
    def _by_key(self) -> dict[str, Locality]:
        return {locality.key: locality for locality in self.localities}

    @property
    def few_provinces(self) -> bool:
        """Whether a list reads better under its provinces: with two hundred of them each would hold one line."""
        return len(self.provinces) <= FEW

    def province_name(self, code: str) -> str:
        """Return the name of a province in the reader's language, or nothing where there is no such code."""
        return self.provinces[code].name if code in self.provinces else ""

    def by_postcode(self, postcode: str) -> tuple[Locality, ...]:
        return self._by_postcode.get(postcode, ())

    def locality(self, key: str) -> Locality | None:
        return self._by_key.get(key)


def anywhere(key: str) -> Locality | None:
    """Return the place of any country that `key` names, whoever wrote it."""
    code = key.partition(":")[0]
    return country(code).locality(key) if code in world.lands() else None


@cache
def country(code: str) -> Country:
    """Raises UnknownCountry."""
    if code not in world.lands():
        raise UnknownCountry(code)
    return _detailed(code) if (DATA / f"{code}.json").exists() else _of_cities(code)


def _detailed(code: str) -> Country:
    said = json.loads((DATA / f"{code}.json").read_text(encoding="utf-8"))
    provinces = {
        key: Province(key, value["names"], value["region"], tuple(map(tuple, value["postcodes"])))
        for key, value in said["provinces"].items()
    }
    exonyms = {fold(names[0]): tuple(names[1:]) for names in said["exonyms"]}
    localities = []
    lines = (DATA / f"{code}-localities.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        postcode, name, lat, lon = line.split("\t")
        localities.append(
            Locality(
                key=f"{code}:{postcode}:{fold(name).replace(' ', '-')}",
                country=code,
                postcode=postcode,
                name=name,
                lat=float(lat),
                lon=float(lon),
                province=_province(provinces, int(postcode)),
                others=exonyms.get(fold(name), ()),
            )
        )
    return Country(code, provinces, said["regions"], tuple(localities))


def _province(provinces: dict[str, Province], postcode: int) -> str:
    for province in provinces.values():
        if any(first <= postcode <= last for first, last in province.postcodes):
            return province.code
    raise LookupError(postcode)


def _of_cities(code: str) -> Country:
    names = world.division_names(code)
    numbered = [f"{code.upper()}{number:03d}" for number in range(len(names))]
    provinces = {
        key: Province(key, dict.fromkeys(LANGUAGES, name))
        for key, name in zip(numbered, names, strict=True)
    }
    taken: set[str] = set()
    cities = []
    for name, division, lat, lon, people in world.rows(code):
        province = numbered[int(division)] if division else ""
        key = _fresh_key(f"{code}:{_slug(name)}", names[int(division)] if division else "", taken)
        cities.append(
            Locality(key, code, "", name, float(lat), float(lon), province, (), int(people))
        )
    return Country(code, provinces, {}, tuple(cities), detailed=False)


def _fresh_key(key: str, division: str, taken: set[str]) -> str:
    """The largest city of a name has it alone; the next one adds its division, then a number."""
    if key in taken:
        key = f"{key}-{_slug(division)}".rstrip("-")
    plain, number = key, 2
    while key in taken:
        key, number = f"{plain}-{number}", number + 1
    taken.add(key)
    return key


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")
