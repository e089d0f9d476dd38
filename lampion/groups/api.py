"""Read only, for everyone: no personal data goes through here."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from lampion.groups import nearby
from lampion.groups.models import Group
from lampion.groups.nearby import Near
from lampion.places.search import search
from lampion.sections.home import section_of
from lampion.sections.models import Section

router = Router(tags=["groups"])
MOST = 50


class GroupOut(Schema):
    number: int
    name: str
    kind: str
    postcode: str
    locality: str
    page: str


class NearGroupOut(GroupOut):
    km: float


class Problem(Schema):
    detail: str


def _out(group: Group, request: HttpRequest) -> dict[str, Any]:
    return {
        "number": group.number,
        "name": group.name,
        "kind": group.kind,
        "postcode": group.postcode,
        "locality": group.locality_name,
        "page": request.build_absolute_uri(group.get_absolute_url()),
    }


def _found(section: Section, typed: str, limit: int) -> list[Near]:
    if section.territory.by_postcode(typed.strip()):
        return nearby.near_postcode(section, typed.strip(), limit=limit)
    found = search(section.territory, typed, limit=1).matches
    if not found:
        return []
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
    """Groups open to newcomers nearest to a postcode or locality, or to a position (degrees, WGS 84); km on the sphere."""
    limit = max(1, min(limit, MOST))
    here = section_of(request, section)
    if near:
        found = _found(here, near, limit)
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
