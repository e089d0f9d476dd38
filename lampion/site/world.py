"""The world directory: which countries have groups, where they are, and what was meant by what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from babel import Locale
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from lampion.enquiries.links import form_url
from lampion.enquiries.models import Intent
from lampion.groups.models import Group
from lampion.groups.nearby import Near, everywhere
from lampion.kit.folding import fold
from lampion.kit.registers import Appointment
from lampion.places import gazetteer, maps, world
from lampion.places.gazetteer import Country, Locality
from lampion.places.naming import in_the_world
from lampion.places.search import key_of, search
from lampion.places.worldwide import country_named, country_nearly_named, find_city
from lampion.sections.models import Section
from lampion.site.maps import APART, Point, SectionMap, apart

LONGEST = 120
# In CLDR continents have the numbers of UN M49.
CONTINENTS = {
    "EU": "150",
    "AF": "002",
    "NA": "003",
    "SA": "005",
    "AS": "142",
    "OC": "009",
    "AN": "AQ",
}
NEAR_KM, FEWEST, MOST = 400, 3, 8  # farther groups are named only where there are few
MANY = 200  # groups of one country: fewer of them are drawn where they crowd
TINTS = (1, 5, 25, 100)  # from this number of groups on a country is drawn lighter


def language() -> str:
    return get_language() or "fr"


def world_url() -> str:
    return reverse("site:world")


def country_url(code: str, **said: str) -> str:
    address = reverse("site:country", args=[code])
    return f"{address}?{urlencode(said)}" if said else address


@dataclass(frozen=True, slots=True)
class Counted:
    """A country with the number of its groups, in the language of the page."""

    code: str
    name: str
    count: int

    @property
    def url(self) -> str:
        return country_url(self.code)

    @property
    def tint(self) -> int:
        return sum(self.count >= least for least in TINTS)


def counted() -> list[Counted]:
    """Return all countries from A to Z."""
    held, reader = everywhere().by_country, language()
    known = [
        Counted(code, land.name(reader), len(held.get(code, ())))
        for code, land in world.lands().items()
    ]
    return sorted(known, key=lambda one: fold(one.name))


def by_continent(countries: Iterable[Counted]) -> list[tuple[str, list[Counted]]]:
    names = Locale.parse(language()).territories
    held: dict[str, list[Counted]] = {code: [] for code in CONTINENTS}
    for one in countries:
        held[world.lands()[one.code].continent].append(one)
    return [(str(names[CONTINENTS[code]]), rows) for code, rows in held.items() if rows]


@dataclass(frozen=True, slots=True)
class Dot:
    """A country too small for an outline."""

    country: Counted
    x: str
    y: str


def drawn_world(countries: Sequence[Counted]) -> dict[str, object]:
    """Return what the template draws: outlines with links where there are groups, dots for small countries."""
    outline = maps.world_map()
    lit = {one.code: one for one in countries if one.count}
    dots = []
    for code, one in lit.items():
        if code not in outline.paths:
            land = world.lands()[code]
            x, y = outline.project(land.lat, land.lon)
            dots.append(Dot(one, f"{x:.0f}", f"{y:.0f}"))
    return {
        "view_box": outline.view_box,
        "dark": "".join(path for code, path in outline.paths.items() if code not in lit),
        "lit": [(one, outline.paths[code]) for code, one in lit.items() if code in outline.paths],
        "dots": dots,
    }


# --- what was typed -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """url: where what was typed leads at once, or nothing; then what may have been meant."""

    url: str = ""
    offers: tuple[Offer, ...] = ()


def look_up(section: Section, typed: str) -> Answer:
    """A country, a city anywhere, or a place of the section's own country."""
    if code := country_named(typed):
        return Answer(country_url(code))
    found = find_city(typed)
    if found.exact:
        return Answer(country_url(found.cities[0].country, place=found.cities[0].key, q=typed))
    at_home = search(section.territory, typed)
    if at_home.matches:
        place = at_home.matches[0].locality
        return Answer(country_url(place.country, place=place.key, q=typed))
    if found.cities:
        return Answer(country_url(found.cities[0].country, place=found.cities[0].key, q=typed))
    offers = [offer(place) for place in found.suggestions]
    if code := country_nearly_named(typed):
        offers.insert(0, Offer(world.country_name(code, language()), country_url(code)))
    return Answer(offers=tuple(offers))


def offer(place: Locality) -> Offer:
    return Offer(in_the_world(place), country_url(place.country, place=place.key))


def elsewhere(section: Section, typed: str) -> Offer | None:
    """Return the city of another country that has just this name, for a finder that knows no such place."""
    found = find_city(typed)
    if not found.exact or found.cities[0].country == section.country:
        return None
    place = found.cities[0]
    label = in_the_world(place, name=as_typed(place, typed))
    return Offer(label, country_url(place.country, place=place.key, q=typed))


def as_typed(place: Locality, typed: str) -> str:
    """Return the place's name that the reader wrote, if it is one: who looks for Lisbonne reads Lisbonne."""
    key = key_of(typed)
    if own := next((name for name in (place.name, *place.others) if key_of(name) == key), None):
        return own
    # A country that is known in detail names its places in all its languages; of others only the world's list does.
    if gazetteer.country(place.country).detailed:
        return place.name
    said, found = " ".join(typed.split()), find_city(typed)
    return said[0].upper() + said[1:] if found.exact and place in found.cities else place.name


# --- a country ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addressee:
    """A section, and where its form stands for whoever looks at a place."""

    section: Section
    create_url: str
    ask_url: str

    @classmethod
    def of(cls, section: Section, place: Locality | None) -> Addressee:
        key = place.key if place else ""
        urls = (form_url(section, wish, place=key) for wish in (Intent.CREATE, Intent.ASK))
        return cls(section, *urls)


@dataclass(frozen=True, slots=True)
class Seen:
    """A country as its page shows it. near: groups with their countries, from `place` or else from `start`.

    home: the section of the site, which answers where a country has none.
    """

    code: str
    name: str
    typed: str
    place: Locality | None
    start: Locality | None
    offers: tuple[Offer, ...]
    home: Section
    sections: list[Section]
    groups: list[Group]
    near: list[tuple[Near, str]]
    beside: list[Counted]

    @property
    def called(self) -> str:
        return as_typed(self.place, self.typed) if self.place else ""

    @property
    def measured_from(self) -> str:
        return self.called or (self.start.name if self.start else "")

    @property
    def addressees(self) -> list[Addressee]:
        """Who can be written to: the sections of this country, or that of the site where there is none."""
        return [Addressee.of(section, self.place) for section in self.sections or (self.home,)]


def seen(home: Section, code: str, typed: str, key: str) -> Seen:
    """Look at a country, from the place in it that `key` names or somebody typed. Raises UnknownCountry."""
    territory, land = gazetteer.country(code), world.lands()[code]
    place, offers = _place(territory, typed, key)
    groups = everywhere().by_country.get(code, [])
    near = nearest(place.lat, place.lon) if place else []
    if not groups and not place:
        near = nearest(land.lat, land.lon)
    start = territory.localities[0] if territory.localities else None
    beside = [one for one in counted() if one.code in land.beside]
    name = land.name(language())
    sections = list(Section.objects.filter(country=code).order_by("name"))
    return Seen(code, name, typed, place, start, offers, home, sections, groups, near, beside)


def _place(territory: Country, typed: str, key: str) -> tuple[Locality | None, tuple[Offer, ...]]:
    """Return the place that was chosen or typed, and others that may have been meant."""
    if key and (place := territory.locality(key)):
        others = [one for one in find_city(typed).cities if one != place] if typed else []
        return place, tuple(offer(one) for one in others)
    if not typed:
        return None, ()
    found = search(territory, typed)
    places = [match.locality for match in (*found.matches, *found.suggestions)]
    if found.matches:
        return places[0], tuple(offer(place) for place in places[1:])
    abroad = find_city(typed)
    wider = dict.fromkeys((*places, *abroad.cities, *abroad.suggestions))
    return None, tuple(offer(place) for place in wider)


def country_map(
    territory: Country, groups: Sequence[Group], here: Locality | None = None
) -> SectionMap:
    """Draw the outline of a country with its groups, and the place they are looked for from."""
    spots = [(group.lat, group.lon) for group in groups]
    if here:
        spots.append((here.lat, here.lon))
    outline = maps.outline_paths(territory, points=spots, divided=False)
    path = "".join(d for _code, d in outline.shapes)
    shapes = render_to_string("site/outline.html", {"d": path})
    least = APART if len(groups) < MANY else 3 * APART
    mark = None
    if here:
        x, y = outline.project(here.lat, here.lon)
        mark = Point(f"{x:.1f}", f"{y:.1f}", here.name, "")
    return SectionMap(outline.view_box, shapes, list(apart(outline, groups, least=least)), mark)


def nearest(lat: float, lon: float) -> list[tuple[Near, str]]:
    """Return groups across borders, each with the name of its country."""
    found = everywhere().near(lat, lon, limit=MOST)
    near = [one for at, one in enumerate(found) if at < FEWEST or one.km <= NEAR_KM]
    reader = language()
    return [(one, world.country_name(one.group.section.country, reader)) for one in near]


Lines = list[tuple[Group, Appointment | None]]


def grouped(
    groups: Iterable[Group], dates: Mapping[int, Appointment]
) -> Iterator[tuple[Section, list[tuple[str, Lines]]]]:
    """Put groups, which come in order, under their section and there under the province; each with what comes next."""
    for _pk, of_section in groupby(groups, key=lambda group: group.section_id):
        rows = list(of_section)
        section = rows[0].section
        provinces = section.territory.provinces if section.territory.few_provinces else {}
        named = {code: province.name for code, province in provinces.items()}
        parts = groupby(rows, key=lambda group: named.get(group.province, ""))
        yield section, [(name, [(one, dates.get(one.pk)) for one in held]) for name, held in parts]
