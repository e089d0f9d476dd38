"""Groups near a point, from positions kept in memory and refreshed when a group changes."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from lampion.groups.models import Group
from lampion.places.distance import nearest
from lampion.sections.models import Section


@dataclass(frozen=True, slots=True)
class Near:
    group: Group
    km: float
    serves: bool


@dataclass(frozen=True, slots=True)
class _Positions:
    version: int
    keys: list[int]
    points: list[tuple[float, float]]


_known: dict[int, _Positions] = {}
_lock = Lock()


def _positions(section: Section) -> _Positions:
    """The section's version is read from the database: a change in another process is seen here."""
    version = Section.objects.values_list("version", flat=True).get(pk=section.pk)
    held = _known.get(section.pk)
    if held and held.version == version:
        return held
    rows = list(
        Group.objects.filter(section=section)
        .open_to_newcomers()
        .order_by("pk")
        .values_list("pk", "lat", "lon")
    )
    fresh = _Positions(version, [row[0] for row in rows], [(row[1], row[2]) for row in rows])
    with _lock:
        _known[section.pk] = fresh
    return fresh


def forget() -> None:
    """Forget the positions: for whoever replaces the database under a running process."""
    _known.clear()


def near(
    section: Section, lat: float, lon: float, *, postcode: str = "", limit: int = 10
) -> list[Near]:
    """Return groups open to newcomers: those that serve `postcode` first, then by distance.

    lat, lon: degrees, WGS 84. Distances are on the sphere, in km.
    """
    positions = _positions(section)
    # A group far from its centre may serve the place: look a little further than asked.
    found = nearest(positions.points, lat, lon, limit + 10)
    km = {positions.keys[index]: distance for index, distance in found}
    groups = Group.objects.select_related("section", "picture").in_bulk(list(km))
    serving = (
        set(
            Group.objects.filter(pk__in=list(km), served__postcode=postcode).values_list(
                "pk", flat=True
            )
        )
        if postcode
        else set()
    )
    answers = [Near(groups[pk], km[pk], pk in serving) for pk in km if pk in groups]
    answers.sort(key=lambda answer: (not answer.serves, answer.km, answer.group.number))
    return answers[:limit]


def near_postcode(section: Section, postcode: str, *, limit: int = 5) -> list[Near]:
    """Return the groups near a postcode of the section's country; none if it is unknown."""
    localities = section.territory.by_postcode(postcode)
    if not localities:
        return []
    return near(section, localities[0].lat, localities[0].lon, postcode=postcode, limit=limit)
