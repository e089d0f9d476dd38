"""Distances on the sphere."""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from babel.numbers import format_decimal

# Mean radius of the Earth in km: IUGG, GRS 80 (Moritz 2000), (2a + b) / 3.
RADIUS_KM = 6371.0088


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in km (haversine); arguments in degrees."""
    a1, a2 = radians(lat1), radians(lat2)
    h = sin((a2 - a1) / 2) ** 2 + cos(a1) * cos(a2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(h)))


class Positions:
    """Points sorted by latitude: two places are never nearer than their parallels, so few have to be measured."""

    def __init__(self, points: Iterable[tuple[int, float, float]]) -> None:
        """points: (key, latitude, longitude), in degrees."""
        kept = sorted((lat, lon, key) for key, lat, lon in points)
        self._parallels = [point[0] for point in kept]
        self._points = [(key, lat, lon, *_unit(lat, lon)) for lat, lon, key in kept]

    def nearest(self, lat: float, lon: float, limit: int) -> list[tuple[int, float]]:
        """Return (key, km) of the `limit` points nearest to a position, nearest first."""
        x, y, z = _unit(lat, lon)
        best: list[tuple[float, int]] = []  # cosine of the angle and index; the farthest on top
        for at in self._outwards(lat):
            _key, point_lat, _lon, a, b, c = self._points[at]
            if len(best) == limit and cos(radians(point_lat - lat)) < best[0][0]:
                break
            found = (a * x + b * y + c * z, at)
            if len(best) < limit:
                heapq.heappush(best, found)
            elif found > best[0]:
                heapq.heapreplace(best, found)
        measured = [(distance_km(lat, lon, *self._points[at][1:3]), at) for _cos, at in best]
        return [(self._points[at][0], km) for km, at in sorted(measured)]

    def _outwards(self, lat: float) -> Iterator[int]:
        """Walk from a parallel north and south at once, the nearer parallel first."""
        parallels = self._parallels
        north = bisect_left(parallels, lat)
        south = north - 1
        while south >= 0 or north < len(parallels):
            if north == len(parallels) or (
                south >= 0 and lat - parallels[south] < parallels[north] - lat
            ):
                yield south
                south -= 1
            else:
                yield north
                north += 1


def _unit(lat: float, lon: float) -> tuple[float, float, float]:
    """Return the point of the unit sphere: the cosine of the angle of two is their scalar product."""
    return (
        cos(radians(lat)) * cos(radians(lon)),
        cos(radians(lat)) * sin(radians(lon)),
        sin(radians(lat)),
    )


def format_km(km: float, language: str) -> str:
    """One decimal under 10 km, none above, in the language's writing: "3,4 km"."""
    return _written(round(km, 1) if km < 9.95 else round(km), language)


@lru_cache(maxsize=2000)
def _written(km: float, language: str) -> str:
    pattern = "0.0" if km < 9.95 else "#,##0"
    return f"{format_decimal(km, format=pattern, locale=language)} km"
