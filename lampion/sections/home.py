from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lampion.sections.models import Section


def home_or_none(request: HttpRequest) -> Section | None:
    """Return the section of pages that no object names, looked up once for a request."""
    known = vars(request)
    if "home_section" not in known:
        known["home_section"] = Section.objects.home()
    section: Section | None = known["home_section"]
    return section


def home_section(request: HttpRequest) -> Section:
    """Raises Http404 before the first section is opened."""
    section = home_or_none(request)
    if section is None:
        raise Http404
    return section


def section_of(request: HttpRequest, code: str | None) -> Section:
    """Return the section of a public page: the named one, else the home section."""
    return get_object_or_404(Section, code=code) if code else home_section(request)


def address_in(section: Section, route: str, *args: object) -> str:
    """Return where `route` stands for the section; of any but the home section the address carries the code.

    route: "room:x"; the one with the code, which comes before `args`, is called "room:section-x".
    """
    if section.is_home:
        return reverse(route, args=args)
    return reverse(route.replace(":", ":section-"), args=[section.code, *args])
