"""Distances on the sphere."""

import heapq
from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from babel.numbers import format_decimal

# Mean radius of the Earth in km: IUGG, GRS 80 (Moritz 2000), (2a + b) / 3.
RADIUS_KM = 6371.0088


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in km (haversine); arguments in degrees."""
    a1, a2 = radians(lat1), radians(lat2)
    h = sin((a2 - a1) / 2) ** 2 + cos(a1) * cos(a2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(h)))


def nearest(
    points: Sequence[tuple[float, float]], lat: float, lon: float, limit: int
) -> list[tuple[int, float]]:
    """Return (index, km) of the `limit` points nearest to a position, nearest first."""
    found = ((distance_km(lat, lon, *point), index) for index, point in enumerate(points))
    return [(index, km) for km, index in heapq.nsmallest(limit, found)]


def format_km(km: float, language: str) -> str:
    """One decimal under 10 km, none above, in the language's writing: "3,4 km"."""
    pattern = "0.0" if km < 9.95 else "#,##0"
    return f"{format_decimal(km, format=pattern, locale=language)} km"
