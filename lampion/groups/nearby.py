"""Groups near a point, from groups kept in memory and read again when a public page changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lampion.groups.models import Group, ServedPostcode
from lampion.places.distance import Positions
from lampion.places.naming import meant
from lampion.sections.models import Section


@dataclass(frozen=True, slots=True)
class Near:
    group: Group
    km: float
    serves: bool


@dataclass(frozen=True, slots=True)
class _Known:
    version: int
    groups: dict[int, Group]
    numbered: dict[int, Group]
    positions: Positions
    serving: dict[str, set[int]]  # postcode -> keys of groups


_held: dict[int, _Known] = {}


def _known(section: Section) -> _Known:
    """`section` was read from the database for this request, and its version with it: other processes are heard."""
    held = _held.get(section.pk)
    if held and held.version == section.version:
        return held
    groups = Group.objects.open_to_newcomers().defer("about").order_by().of(section)
    served: dict[str, set[int]] = defaultdict(set)
    rows = ServedPostcode.objects.filter(group__section=section)
    for postcode, key in rows.values_list("postcode", "group_id"):
        served[postcode].add(key)
    positions = Positions((group.pk, group.lat, group.lon) for group in groups)
    fresh = _Known(
        section.version,
        {group.pk: group for group in groups},
        {group.number: group for group in groups},
        positions,
        dict(served),
    )
    _held[section.pk] = fresh  # one assignment: another thread sees the old or the new
    return fresh


def forget() -> None:
    """Forget the groups: for whoever replaces the database under a running process."""
    _held.clear()
    _everywhere.clear()


def open_group(section: Section, number: int) -> Group | None:
    """Return the group with this number, if newcomers may ask to join it. It is shared: never change it."""
    return _known(section).numbered.get(number)


def near(
    section: Section, lat: float, lon: float, *, postcode: str = "", limit: int = 10
) -> list[Near]:
    """Return groups open to newcomers: those that serve `postcode` first, then by distance.

    lat, lon: degrees, WGS 84. Distances are on the sphere, in km. The groups are shared: never change them.
    """
    known = _known(section)
    serving = known.serving.get(postcode, set())
    # A group far from its centre may serve the place: look a little further than asked.
    answers = [
        Near(known.groups[pk], km, pk in serving)
        for pk, km in known.positions.nearest(lat, lon, limit + 10)
    ]
    answers.sort(key=lambda answer: (not answer.serves, answer.km, answer.group.number))
    return answers[:limit]


def near_postcode(
    section: Section, postcode: str, typed: str = "", *, limit: int = 5
) -> list[Near]:
    """Return the groups near a postcode of the section's country; none if it is unknown.

    typed: the place in words, where there is no postcode; it may lie in another country.
    """
    known = section.territory.by_postcode(postcode)
    place = known[0] if known else meant(section.territory, typed)
    if place is None:
        return []
    return near(section, place.lat, place.lon, postcode=postcode, limit=limit)


# --- the world ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Every group open to newcomers, of all sections. by_country: code -> groups, by section, province and city.

    versions: of each section (key), as its groups were read.
    """

    version: int
    versions: dict[int, int]
    groups: dict[int, Group]
    by_country: dict[str, list[Group]]
    positions: Positions

    def near(self, lat: float, lon: float, *, limit: int = 8) -> list[Near]:
        """Return the groups nearest to a position, across borders. They are shared: never change them."""
        found = self.positions.nearest(lat, lon, limit)
        return [Near(self.groups[key], km, False) for key, km in found]


_everywhere: list[Everywhere] = []


def everywhere() -> Everywhere:
    """Return the groups of the world. After a change two questions to the database: only what changed is read."""
    version = Section.objects.public_version()
    held = _everywhere[0] if _everywhere else Everywhere(-1, {}, {}, {}, Positions(()))
    if held.version == version:
        return held
    sections = Section.objects.in_bulk()
    versions = {key: section.version for key, section in sections.items()}
    changed = [key for key, number in versions.items() if held.versions.get(key) != number]
    groups = [group for group in held.groups.values() if group.section_id not in changed]
    fresh = Group.objects.open_to_newcomers().filter(section__in=changed)
    for group in fresh.defer("about").order_by():
        group.section = sections[group.section_id]
        groups.append(group)
    by_country: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_country[group.section.country].append(group)
    for of_country in by_country.values():
        of_country.sort(key=_in_order)
    positions = Positions((group.pk, group.lat, group.lon) for group in groups)
    keyed = {group.pk: group for group in groups}
    _everywhere[:] = [Everywhere(version, versions, keyed, dict(by_country), positions)]
    return _everywhere[0]


def _in_order(group: Group) -> tuple[int, str, str, str]:
    province = group.province if group.section.territory.few_provinces else ""
    return group.section_id, province, group.locality_name_key, group.name_key
