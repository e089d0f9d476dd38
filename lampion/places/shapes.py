"""Rings and arcs of outlines, as pure geometry. A point is (longitude, latitude) in degrees, or in any plane unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from typing import Any

Point = tuple[float, float]
Ring = list[Point]


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Return the arcs of a TopoJSON file, which holds them as differences on a grid."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def ring_of(indices: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    """Join arcs end to end; ~n is arc n, backwards."""
    points: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Return the rings of a TopoJSON polygon or set of polygons, each as a list of arcs."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return []
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [list(ring) for polygon in polygons for ring in polygon]


def simplified(points: Ring, tolerance: float) -> Ring:
    """Leave out what lies nearer than `tolerance` to the line (Douglas and Peucker); the ends stay."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = 0.0, 0
        for index in range(first + 1, last):
            distance = _from_line(points[index], points[first], points[last])
            if distance > far:
                far, at = distance, index
        if far > tolerance:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [points[index] for index in sorted(keep)]


def _from_line(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    if not length:
        return hypot(point[0] - a[0], point[1] - a[1])
    along = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length))
    return hypot(point[0] - a[0] - along * dx, point[1] - a[1] - along * dy)


def area(ring: Ring) -> float:
    """Return the area in the square of the unit, never negative."""
    total = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
    return abs(total) / 2


def contains(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def bounds(points: Iterable[Point]) -> tuple[float, float, float, float]:
    """Return west, south, east, north."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def dissolved(rings: Iterable[Ring]) -> list[Ring]:
    """Return the outline of all rings together: an edge that two of them share is inside, and goes."""
    edges: dict[frozenset[Point], tuple[Point, Point]] = {}
    for ring in rings:
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            if a == b:
                continue
            key = frozenset((a, b))
            if edges.pop(key, None) is None:
                edges[key] = (a, b)
    return _stitched(edges.values())


def _stitched(edges: Iterable[tuple[Point, Point]]) -> list[Ring]:
    beside: dict[Point, list[Point]] = defaultdict(list)
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    rings = []
    for start in list(beside):
        while beside[start]:
            ring, here = [start], start
            while beside[here]:
                following = beside[here].pop()
                beside[following].remove(here)
                ring.append(following)
                here = following
            rings.append(ring)
    return rings


def widest_gap(longitudes: Iterable[float]) -> float:
    """Return the longitude after the widest gap: from there eastwards the country is in one piece."""
    found = sorted(set(longitudes))
    gaps = [(b - a, b) for a, b in pairwise(found)]
    gaps.append((found[0] + 360 - found[-1], found[0]))
    return max(gaps)[1]
