from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from lampion.sections.models import Region, Section

router = Router(tags=["regions"])


class RegionOut(Schema):
    slug: str
    names: dict[str, str]
    provinces: list[str]
    province_names: list[dict[str, str]]

    @staticmethod
    def resolve_province_names(region: Region) -> list[dict[str, str]]:
        """In the order of the codes."""
        known = region.section.territory.provinces
        return [known[code].names for code in region.provinces if code in known]


@router.get("", response=list[RegionOut], url_name="api-regions")
def regions(request: HttpRequest, section: str | None = None) -> Any:
    """The regions of a section's map, each a set of provinces."""
    here = Section.objects.filter(code=section).first() if section else Section.objects.home()
    return Region.objects.filter(section=here).select_related("section") if here else []
