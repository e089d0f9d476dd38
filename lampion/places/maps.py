"""Outlines as SVG paths, drawn by the server."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import asin, ceil, cos, floor, radians, sin, sqrt

from lampion.places import world
from lampion.places.gazetteer import DATA, Country
from lampion.places.shapes import bounds, dissolved, ring_of

Rings = Sequence[Sequence[Sequence[float]]]
Frame = tuple[float, float, float, float]  # west, south, east, north, in degrees
MARGIN = 8
TALLEST = 1.15  # of the width
SLACK = 0.04  # of the map: by so much a point may lie outside before the map grows, in such steps


@lru_cache(maxsize=32)
def _outlines(code: str) -> dict[str, Rings]:
    """Return the rings of each province; those of lands that belong to none under an empty name."""
    if (DATA / f"{code}-outlines.json").exists():
        return dict(json.loads((DATA / f"{code}-outlines.json").read_text()).items())
    drawn = world.drawing(code)
    if drawn is None:
        return {}
    keys = [f"{code.upper()}{number:03d}" for number in range(len(drawn.names))] + [""]
    drawn_rings = [[ring_of(ring, drawn.arcs) for ring in rings] for rings in drawn.rings]
    return dict(zip(keys, drawn_rings, strict=False))


@lru_cache(maxsize=32)
def _undivided(code: str) -> dict[str, Rings]:
    rings = [[(p[0], p[1]) for p in ring] for found in _outlines(code).values() for ring in found]
    return {"": dissolved(rings)}


@dataclass(frozen=True, slots=True)
class MapShape:
    """shapes: (province code, path). Units are those of the view box."""

    view_box: str
    shapes: list[tuple[str, str]]
    frame: Frame
    left: float
    x_scale: float
    y_scale: float

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        """Degrees to the map's units: equirectangular, true to scale at the middle latitude."""
        west, _south, east, north = self.frame
        if not west - 90 < lon < east + 90:  # written from the other side of the date line
            middle = (west + east) / 2
            lon = middle + (lon - middle + 180) % 360 - 180
        return self.left + (lon - west) * self.x_scale, MARGIN + (north - lat) * self.y_scale


def outline_paths(
    country: Country,
    *,
    provinces: Collection[str] | None = None,
    width: int = 600,
    points: Iterable[tuple[float, float]] = (),
    divided: bool = True,
) -> MapShape:
    """Return the outlines of all provinces, or of those named, `width` units wide.

    points: (latitude, longitude) of what has to be on the map of a whole country, far islands too.
    divided: whether each province has its own path; otherwise there is one for all of them.
    """
    wanted = tuple(sorted(provinces)) if provinces else None
    frame = None if wanted or country.detailed else _frame(country, points)
    return _drawn(country.code, wanted, width, frame, divided)


def _frame(country: Country, points: Iterable[tuple[float, float]]) -> Frame:
    """What is large or where many live; where a point lies outside, it too, in a few steps: maps are kept."""
    drawn = world.drawing(country.code)
    if drawn is not None:
        west, south, east, north = drawn.frame
    else:
        places = [(place.lon, place.lat) for place in country.localities]
        land = world.lands()[country.code]
        west, south, east, north = bounds(places or [(land.lon, land.lat)])
        west, south, east, north = west - 0.2, south - 0.2, east + 0.2, north + 0.2
    middle, step = (west + east) / 2, SLACK * max(east - west, north - south)
    for lat, lon in points:
        x = middle + (lon - middle + 180) % 360 - 180
        if x < west - step or x > east + step:
            west, east = (
                min(west, (floor(x / step) - 1) * step),
                max(east, (ceil(x / step) + 1) * step),
            )
        if lat < south - step or lat > north + step:
            south = min(south, (floor(lat / step) - 1) * step)
            north = max(north, (ceil(lat / step) + 1) * step)
    return west, south, east, north


@lru_cache(maxsize=128)
def _drawn(
    code: str, provinces: tuple[str, ...] | None, width: int, frame: Frame | None, divided: bool
) -> MapShape:
    known = _outlines(code) if divided else _undivided(code)
    rings = {k: v for k, v in known.items() if not provinces or k in provinces}
    every = frame or bounds(
        (p[0], p[1]) for shape in rings.values() for ring in shape for p in ring
    )
    west, south, east, north = every
    narrow = cos(radians((south + north) / 2))
    room = width - 2 * MARGIN
    x_scale = room / max(east - west, 0.01)
    if frame and (north - south) * x_scale / narrow > TALLEST * width:
        x_scale = TALLEST * width * narrow / (north - south)
    y_scale = x_scale / narrow
    left = MARGIN + (room - (east - west) * x_scale) / 2 if frame else float(MARGIN)
    box = f"0 0 {width} {(north - south) * y_scale + 2 * MARGIN:.0f}"
    shape = MapShape(box, [], every, left, x_scale, y_scale)
    seen = {key: [ring for ring in found if _touches(ring, every)] for key, found in rings.items()}
    paths = [(key, _path(found, shape)) for key, found in seen.items() if found]
    return MapShape(box, paths, every, left, x_scale, y_scale)


def _touches(ring: Sequence[Sequence[float]], frame: Frame) -> bool:
    west, south, east, north = frame
    return any(west <= point[0] <= east and south <= point[1] <= north for point in ring)


def _path(rings: Rings, frame: MapShape) -> str:
    """Write tenths of a unit, each point as the step from the one before: half as long."""
    parts = []
    for ring in rings:
        placed = [frame.project(point[1], point[0]) for point in ring]
        points = [(round(10 * x), round(10 * y)) for x, y in placed]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points) if a != b]
        start = f"M{points[0][0] / 10:g} {points[0][1] / 10:g}l"
        parts.append(start + " ".join(f"{x / 10:g} {y / 10:g}" for x, y in steps) + "z")
    return "".join(parts).replace(" -", "-")


# --- the world ------------------------------------------------------------------------------

# Equal Earth (Šavrič, Patterson and Jenny 2018): every country has its true share of the area.
_A = (1.340264, -0.081106, 0.000893, 0.003796)
CENTRE = 11.0  # the map is cut at 169° west, between Asia and America
NORTH, SOUTH = 83.7, -56.0


@dataclass(frozen=True, slots=True)
class WorldMap:
    view_box: str
    paths: dict[str, str]
    scale: float
    west: float
    top: float

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = _equal_earth(lat, lon + 360 if lon < CENTRE - 180 else lon)
        return self._placed(x, y)

    def _placed(self, x: float, y: float) -> tuple[float, float]:
        return MARGIN + (x - self.west) * self.scale, MARGIN + (self.top - y) * self.scale


def _equal_earth(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to the plane; the Earth has radius 1."""
    turned = radians(lon - CENTRE)
    t = asin(sqrt(3) / 2 * sin(radians(lat)))
    a1, a2, a3, a4 = _A
    t2, t6 = t * t, t**6
    stretch = a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)
    x = 2 * sqrt(3) / 3 * turned * cos(t) / stretch
    return x, t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


@lru_cache(maxsize=1)
def world_map(width: int = 10_000) -> WorldMap:
    """Return a path for each country that is large enough to be drawn, by its code.

    So wide that whole numbers are fine enough: each point is written as the steps from the one before.
    """
    half = _equal_earth(0, CENTRE + 179.999)[0]
    top, bottom = _equal_earth(NORTH, CENTRE)[1], _equal_earth(SOUTH, CENTRE)[1]
    scale = (width - 2 * MARGIN) / (2 * half)
    box = f"0 0 {width} {(top - bottom) * scale + 2 * MARGIN:.0f}"
    frame = WorldMap(box, {}, scale, -half, top)
    paths = {code: _flat_path(rings, frame) for code, rings in world.outlines().items()}
    return WorldMap(box, paths, scale, -half, top)


def _pairs(ring: list[float]) -> Iterable[tuple[float, float]]:
    return zip(ring[::2], ring[1::2], strict=True)


def _flat_path(rings: list[list[float]], frame: WorldMap) -> str:
    parts = []
    for ring in rings:
        placed = [frame._placed(*_equal_earth(lat, lon)) for lon, lat in _pairs(ring)]
        points = [(round(x), round(y)) for x, y in placed]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points) if a != b]
        parts.append(
            f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"
        )
    return "".join(parts).replace(" -", "-")
