"""Distances on the sphere."""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
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
        self._points = sorted((lat, lon, key) for key, lat, lon in points)
        self._parallels = [point[0] for point in self._points]

    def nearest(self, lat: float, lon: float, limit: int) -> list[tuple[int, float]]:
        """Return (key, km) of the `limit` points nearest to a position, nearest first."""
        best: list[
            tuple[float, int]
        ] = []  # the worst of the best on top: negative km, negative key
        for point_lat, point_lon, key in self._outwards(lat):
            if len(best) == limit and RADIUS_KM * radians(abs(point_lat - lat)) > -best[0][0]:
                break
            found = (-distance_km(lat, lon, point_lat, point_lon), -key)
            if len(best) < limit:
                heapq.heappush(best, found)
            else:
                heapq.heappushpop(best, found)
        return [(-key, -km) for km, key in sorted(best, reverse=True)]

    def _outwards(self, lat: float) -> Iterator[tuple[float, float, int]]:
        """Walk from a parallel north and south at once, the nearer parallel first."""
        north = bisect_left(self._parallels, lat)
        return heapq.merge(
            reversed(self._points[:north]),
            islice(self._points, north, None),
            key=lambda point: abs(point[0] - lat),
        )


def format_km(km: float, language: str) -> str:
    """One decimal under 10 km, none above, in the language's writing: "3,4 km"."""
    pattern = "0.0" if km < 9.95 else "#,##0"
    return f"{format_decimal(km, format=pattern, locale=language)} km"
