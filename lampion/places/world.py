"""The files about the whole world, each read when it is first asked for, a country at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from gzip import decompress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from babel import Locale

WORLD = Path(__file__).resolve().parent / "data" / "world"


@dataclass(frozen=True, slots=True)
class Land:
    """A country or territory of ISO 3166-1. lat, lon: its largest city, else its middle; degrees, WGS 84.

    beside: the codes of its neighbours. own_names: in its own languages, for the search.
    """

    code: str
    continent: str
    lat: float
    lon: float
    beside: tuple[str, ...]
    own_names: tuple[str, ...]

    def name(self, language: str) -> str:
        return country_name(self.code, language)


@lru_cache(maxsize=1)
def lands() -> dict[str, Land]:
    """Return every country by its code, in small letters."""
    said = json.loads((WORLD / "countries.json").read_text(encoding="utf-8"))
    return {
        code: Land(code, continent, lat, lon, tuple(beside), tuple(names))
        for code, (continent, lat, lon, beside, names) in said.items()
    }


@lru_cache(maxsize=2000)
def country_name(code: str, language: str) -> str:
    """Return the name that a language gives to a country (CLDR); for a code that is none, the code."""
    return str(Locale.parse(language).territories.get(code.upper(), code.upper()))


def rows(code: str) -> list[list[str]]:
    """Return the cities of a country, largest first: name, division, latitude, longitude, people."""
    return [line.split("\t") for line in _member("cities.zip", f"{code}.tsv").splitlines()]


@dataclass(frozen=True, slots=True)
class Drawing:
    """frame: west, south, east, north of what is large or where many live. rings: as arcs, a list a division."""

    frame: tuple[float, float, float, float]
    names: tuple[str, ...]
    rings: Sequence[Sequence[Sequence[int]]]
    arcs: list[list[tuple[float, float]]]


@lru_cache(maxsize=32)
def drawing(code: str) -> Drawing | None:
    """Return the outlines of a country in degrees, or None where nobody drew it."""
    text = _member("outlines.zip", f"{code}.json")
    if not text:
        return None
    said = json.loads(text)
    west, south = said["frame"][0], said["frame"][1]
    arcs = [_degrees(arc, west, south, said["step"]) for arc in said["arcs"]]
    return Drawing(tuple(said["frame"]), tuple(said["names"]), said["rings"], arcs)


def division_names(code: str) -> tuple[str, ...]:
    drawn = drawing(code)
    return drawn.names if drawn else ()


def _degrees(steps: list[int], west: float, south: float, step: float) -> list[tuple[float, float]]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((west + x * step, south + y * step))
    return points


@lru_cache(maxsize=1)
def names() -> bytes:
    """Return all names of cities as lines "key, country, row", those of large cities first; a line end first."""
    return b"\n" + decompress((WORLD / "names.txt.gz").read_bytes())


@lru_cache(maxsize=1)
def outlines() -> dict[str, list[list[float]]]:
    """Return the coarse outlines for one map of the world: rings of longitude, latitude, longitude, …"""
    said: Any = json.loads((WORLD / "map.json").read_text())
    return dict(said)


def _member(archive: str, name: str) -> str:
    with ZipFile(WORLD / archive) as opened:
        return opened.read(name).decode() if name in opened.NameToInfo else ""
