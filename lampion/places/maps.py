"""Outlines as SVG paths, drawn by the server."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from lampion.places.gazetteer import DATA, Country

Rings = list[list[tuple[float, float]]]
MARGIN = 8


@lru_cache
def _outlines(code: str) -> dict[str, Rings]:
    return dict(json.loads((DATA / f"{code}-outlines.json").read_text()).items())


@dataclass(frozen=True, slots=True)
class MapShape:
    """shapes: (province code, path). Units are those of the view box."""

    view_box: str
    shapes: list[tuple[str, str]]
    west: float
    north: float
    x_scale: float
    y_scale: float

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        """Degrees to the map's units: equirectangular, true to scale at the middle latitude."""
        x = MARGIN + (lon - self.west) * self.x_scale
        return x, MARGIN + (self.north - lat) * self.y_scale


def outline_paths(
    country: Country, *, provinces: Collection[str] | None = None, width: int = 600
) -> MapShape:
    """Return the outlines of all provinces, or of those named, `width` units wide."""
    wanted = tuple(sorted(provinces)) if provinces else None
    return _drawn(country.code, wanted, width)


@lru_cache
def _drawn(code: str, provinces: tuple[str, ...] | None, width: int) -> MapShape:
    rings = {k: v for k, v in _outlines(code).items() if not provinces or k in provinces}
    lons = [point[0] for shape in rings.values() for ring in shape for point in ring]
    lats = [point[1] for shape in rings.values() for ring in shape for point in ring]
    x_scale = (width - 2 * MARGIN) / (max(lons) - min(lons))
    y_scale = x_scale / cos(radians((max(lats) + min(lats)) / 2))
    height = (max(lats) - min(lats)) * y_scale + 2 * MARGIN
    box = f"0 0 {width} {height:.0f}"
    frame = MapShape(box, [], min(lons), max(lats), x_scale, y_scale)
    shapes = [(key, _path(shape, frame)) for key, shape in rings.items()]
    return MapShape(box, shapes, frame.west, frame.north, x_scale, y_scale)


def _path(rings: Rings, frame: MapShape) -> str:
    parts = []
    for ring in rings:
        points = [frame.project(lat, lon) for lon, lat in ring]
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)
