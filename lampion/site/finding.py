"""What the finder answers to what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lampion.groups.nearby import Near, near
from lampion.places.gazetteer import Locality
from lampion.places.search import Match, search
from lampion.sections.models import Section
from lampion.site.world import Offer, as_typed, elsewhere

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Found:
    """place: where the distances start, or None. others: places of the same name. suggestions: for a typo.

    abroad: the city of another country that has this name, where no place of this country has just the same.
    """

    typed: str
    place: Locality | None = None
    groups: list[Near] = field(default_factory=list)
    others: tuple[Match, ...] = ()
    suggestions: tuple[Match, ...] = ()
    position: tuple[float, float] | None = None
    abroad: Offer | None = None

    @property
    def called(self) -> str:
        """The place as the reader wrote it, if it is a name of it: who looks for Luik reads Luik."""
        return as_typed(self.place, self.typed) if self.place else ""

    @property
    def chosen(self) -> str:
        """The key of the place to take along; nothing where a city abroad may be meant as well."""
        return self.place.key if self.place and not self.abroad else ""


def find(section: Section, typed: str, *, key: str = "", limit: int = 8) -> Found:
    """Find the groups near what was typed, or near the locality that `key` names."""
    typed = typed.replace("\x00", "").strip()[:LONGEST]
    if key and (place := section.territory.locality(key)):
        return _at(section, typed or place.name, place, limit=limit)
    if not typed:
        return Found(typed)
    answer = search(section.territory, typed)
    known = answer.matches and answer.matches[0].score == 0
    abroad = None if known else elsewhere(section, typed)
    if not answer.matches:
        return Found(typed, suggestions=answer.suggestions, abroad=abroad)
    first, *others = answer.matches
    found = _at(section, typed, first.locality, others=tuple(others), limit=limit)
    return replace(found, abroad=abroad) if abroad else found


def _at(
    section: Section,
    typed: str,
    place: Locality,
    *,
    others: tuple[Match, ...] = (),
    limit: int,
) -> Found:
    groups = near(section, place.lat, place.lon, postcode=place.postcode, limit=limit)
    return Found(typed, place, groups, others, position=(place.lat, place.lon))


def around(section: Section, lat: float, lon: float, *, limit: int = 8) -> Found:
    """Find the groups near a position, in degrees; it is used for this answer and kept nowhere."""
    return Found("", groups=near(section, lat, lon, limit=limit), position=(lat, lon))
