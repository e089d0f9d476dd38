"""A country's postcodes, localities and provinces, read once from its data files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from lampion.kit.folding import fold

DATA = Path(__file__).resolve().parent / "data"


class UnknownCountry(LookupError):
    """There is no data file for this country."""


@dataclass(frozen=True, slots=True)
class Locality:
    """lat, lon: degrees, WGS 84. others: the names in other languages."""

    key: str
    country: str
    postcode: str
    name: str
    lat: float
    lon: float
    province: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    names: dict[str, str]
    region: str
    postcodes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Country:
    code: str
    provinces: dict[str, Province]
    regions: dict[str, dict[str, str]]
    localities: tuple[Locality, ...]

    @cached_property
    def _by_postcode(self) -> dict[str, tuple[Locality, ...]]:
        found: dict[str, tuple[Locality, ...]] = {}
        for locality in self.localities:
            found[locality.postcode] = (*found.get(locality.postcode, ()), locality)
        return found

    @cached_property
    def _by_key(self) -> dict[str, Locality]:
        return {locality.key: locality for locality in self.localities}

    def by_postcode(self, postcode: str) -> tuple[Locality, ...]:
        return self._by_postcode.get(postcode, ())

    def locality(self, key: str) -> Locality | None:
        return self._by_key.get(key)


@lru_cache
def country(code: str) -> Country:
    """Raises UnknownCountry."""
    if not code.isalpha() or not (DATA / f"{code}.json").exists():
        raise UnknownCountry(code)
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
