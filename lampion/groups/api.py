"""Read only, for everyone: no personal data goes through here."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from lampion.groups import nearby
from lampion.groups.models import Group
from lampion.groups.nearby import Near
from lampion.places.search import search
from lampion.places.world import lands
from lampion.places.worldwide import Elsewhere, find_city
from lampion.sections.home import section_of
from lampion.sections.models import Section

router = Router(tags=["groups"])
countries = Router(tags=["countries"])
MOST = 50


class ProvinceOut(Schema):
    """code: ours; names: in every language, which is one and the same where only one is known."""

    code: str
    names: dict[str, str]


class GroupOut(Schema):
    number: int
    name: str
    kind: str
    postcode: str
    locality: str
    province: ProvinceOut | None
    section: str
    country: str
    page: str


class NearGroupOut(GroupOut):
    km: float


class CountryOut(Schema):
    code: str
    names: dict[str, str]
    groups: int


class Problem(Schema):
    detail: str


def _out(group: Group, request: HttpRequest) -> dict[str, Any]:
    return {
        "number": group.number,
        "name": group.name,
        "kind": group.kind,
        "postcode": group.postcode,
        "locality": group.locality_name,
        "province": group.section.territory.provinces.get(group.province),
        "section": group.section.code,
        "country": group.section.country,
        "page": request.build_absolute_uri(group.get_absolute_url()),
    }


def _found(section: Section, typed: str, limit: int, *, anywhere: bool) -> list[Near]:
    """A place of the section's country; `anywhere`: what is none may be a city of another country."""
    if section.territory.by_postcode(typed.strip()):
        return nearby.near_postcode(section, typed.strip(), limit=limit)
    found = search(section.territory, typed, limit=1).matches
    if not found:
        city = find_city(typed, limit=1) if anywhere else Elsewhere()
        return [
            one
            for here in city.cities
            for one in nearby.everywhere().near(here.lat, here.lon, limit=limit)
        ]
    place = found[0].locality
    return nearby.near(section, place.lat, place.lon, postcode=place.postcode, limit=limit)


@router.get("", response={200: list[NearGroupOut], 422: Problem}, url_name="api-groups")
def groups_near(
    request: HttpRequest,
    near: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    limit: int = 5,
    section: str | None = None,
) -> list[dict[str, Any]]:
    """Groups open to newcomers nearest to a postcode or locality, or to a position (degrees, WGS 84); km on the sphere.

    Without a section, a city that is not in the home section's country is looked for in the whole world.
    """
    limit = max(1, min(limit, MOST))
    here = section_of(request, section)
    if near:
        found = _found(here, near, limit, anywhere=not section)
    elif lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180:
        found = nearby.near(here, lat, lon, limit=limit)
    else:
        raise HttpError(422, "Give near=, or lat= and lon= in degrees.")
    return [{**_out(one.group, request), "km": round(one.km, 1)} for one in found]


@router.get("/{number}", response=GroupOut, url_name="api-group")
def one_group(request: HttpRequest, number: int, section: str | None = None) -> dict[str, Any]:
    """One group by its permanent number."""
    group = (
        Group.objects.public()
        .filter(section=section_of(request, section), number=number)
        .select_related("section")
        .first()
    )
    if group is None:
        raise Http404
    return _out(group, request)


@countries.get("", response=list[CountryOut], url_name="api-countries")
def all_countries(request: HttpRequest) -> list[dict[str, Any]]:
    """The countries and territories of ISO 3166-1, with the number of groups open to newcomers."""
    held = nearby.everywhere().by_country
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        {
            "code": code,
            "names": {language: land.name(language) for language in languages},
            "groups": len(held.get(code, ())),
        }
        for code, land in lands().items()
    ]
