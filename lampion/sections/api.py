from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from lampion.sections.models import Region, Section

router = Router(tags=["regions"])


class RegionOut(Schema):
    slug: str
    names: dict[str, str]
    provinces: list[str]


@router.get("", response=list[RegionOut], url_name="api-regions")
def regions(request: HttpRequest, section: str | None = None) -> Any:
    """The regions of a section's map, each a set of provinces."""
    here = Section.objects.filter(code=section).first() if section else Section.objects.home()
    return Region.objects.filter(section=here) if here else []
