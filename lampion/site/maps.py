"""What the map templates draw: shapes with links, groups as points. All numbers are in the map's own units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from lampion.groups.models import Group
from lampion.places import maps
from lampion.sections.models import Region, Section

WIDTH = 600
APART = 6


@dataclass(frozen=True, slots=True)
class Shape:
    d: str
    region: Region | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SectionMap:
    view_box: str
    shapes: list[Shape]
    points: list[Point]
    here: Point | None


def section_map(
    section: Section,
    groups: Iterable[Group],
    *,
    only: Region | None = None,
    here: tuple[float, float] | None = None,
) -> SectionMap:
    """Draw the section's country, or one region of it; `here` is a latitude and longitude in degrees."""
    regions = {code: region for region in section.regions.all() for code in region.provinces}
    codes = list(only.provinces) if only else None
    outline = maps.outline_paths(section.territory, provinces=codes, width=WIDTH)
    shapes = []
    for code, d in outline.shapes:
        region = regions.get(code)
        url = reverse("site:region", args=[region.slug]) if region else ""
        shapes.append(Shape(d, region, url, only is not None and region == only))
    points = list(_apart(outline, groups))
    mark = Point(*outline.project(*here), "", "") if here else None
    return SectionMap(outline.view_box, shapes, points, mark)


def _apart(outline: maps.MapShape, groups: Iterable[Group]) -> Iterator[Point]:
    """Of groups that would lie upon one another only the first is drawn: the list beside names them all."""
    taken: set[tuple[int, int]] = set()
    for group in groups:
        x, y = outline.project(group.lat, group.lon)
        cell = (int(x / APART), int(y / APART))
        if cell not in taken:
            taken.add(cell)
            yield Point(x, y, group.name, group.get_absolute_url())
