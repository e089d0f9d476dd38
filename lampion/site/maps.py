"""What the map templates draw: shapes with links, groups as points. All numbers are in the map's own units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from lampion.groups.models import Group
from lampion.places import maps
from lampion.sections.models import Region, Section

WIDTH = 600
APART = 6


@dataclass(frozen=True, slots=True)
class Point:
    """x, y: as the drawing writes them, with one decimal."""

    x: str
    y: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SectionMap:
    """shapes: the outlines with their links, drawn. finder: in a frame, the address of its finder."""

    view_box: str
    shapes: str
    points: list[Point]
    here: Point | None
    finder: str = ""


def section_map(
    section: Section,
    groups: Iterable[Group],
    *,
    only: Region | None = None,
    here: tuple[float, float] | None = None,
    finder: str = "",
) -> SectionMap:
    """Draw the section's country, or one region of it; `here` is a latitude and longitude in degrees.

    finder: the address at which regions are chosen, where they have no page of their own.
    """
    codes = tuple(sorted(only.provinces)) if only else None
    groups = list(groups)
    spots = [(group.lat, group.lon) for group in groups]
    outline = maps.outline_paths(section.territory, provinces=codes, width=WIDTH, points=spots)
    frame = "_".join(f"{edge}" for edge in outline.frame)
    shapes = section.kept(
        f"outlines:{'+'.join(codes or ())}:{frame}:{finder}:{get_language()}",
        lambda: _shapes(section, codes, outline, finder),
    )
    points = list(apart(outline, groups))
    mark = _point(*outline.project(*here)) if here else None
    return SectionMap(outline.view_box, shapes, points, mark, finder)


def _point(x: float, y: float, label: str = "", url: str = "") -> Point:
    return Point(f"{x:.1f}", f"{y:.1f}", label, url)


def _shapes(
    section: Section, codes: tuple[str, ...] | None, outline: maps.MapShape, finder: str
) -> str:
    regions = {code: region for region in section.regions.all() for code in region.provinces}
    shapes = [(d, regions.get(code)) for code, d in outline.shapes]
    context = {"shapes": shapes, "current": bool(codes), "finder": finder}
    return render_to_string("site/outlines.html", context)


def apart(
    outline: maps.MapShape, groups: Iterable[Group], *, least: int = APART
) -> Iterator[Point]:
    """Of groups that would lie upon one another only the first is drawn: the list beside names them all."""
    taken: set[tuple[int, int]] = set()
    for group in groups:
        x, y = outline.project(group.lat, group.lon)
        cell = (int(x / least), int(y / least))
        if cell not in taken:
            taken.add(cell)
            yield _point(x, y, group.name, group.get_absolute_url())
