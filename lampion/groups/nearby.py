"""Groups near a point, from positions kept in memory and refreshed when a group changes."""

from __future__ import annotations

from dataclasses import dataclass

from lampion.groups.models import Group
from lampion.places.distance import Positions
from lampion.sections.models import Section


@dataclass(frozen=True, slots=True)
class Near:
    group: Group
    km: float
    serves: bool


_known: dict[int, tuple[int, Positions]] = {}


def _positions(section: Section) -> Positions:
    """The section's version is read from the database: a change in another process is seen here."""
    version = Section.objects.values_list("version", flat=True).get(pk=section.pk)
    held = _known.get(section.pk)
    if held and held[0] == version:
        return held[1]
    groups = Group.objects.filter(section=section).open_to_newcomers()
    fresh = Positions(groups.order_by().values_list("pk", "lat", "lon"))
    _known[section.pk] = (version, fresh)  # one assignment: another thread sees the old or the new
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
    km = dict(positions.nearest(lat, lon, limit + 10))
    groups = Group.objects.in_bulk(list(km))
    for group in groups.values():
        group.section = section
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
