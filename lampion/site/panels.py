from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from lampion.kit.registers import hang
from lampion.sections.framing import frame_address
from lampion.sections.home import home_or_none
from lampion.sections.models import Page, Section
from lampion.sections.reach import opens
from lampion.sections.rules import can_edit_section

LEGAL = ("accessibility", "credits")


def _section(request: HttpRequest) -> Any:
    section = home_or_none(request)
    return {"section": section} if section else None


def _footer(request: HttpRequest) -> Any:
    section = home_or_none(request)
    if section is None:
        return None
    pages: dict[str, Page] = {}
    known = Page.objects.filter(section=section).in_language(get_language() or "fr")
    for page in known.only("slug", "title"):
        pages.setdefault(page.slug, page)
    return {
        "section": section,
        "pages": [page for slug, page in pages.items() if slug not in LEGAL],
        "legal_pages": [page for slug, page in pages.items() if slug in LEGAL],
    }


def _embed_foot(request: HttpRequest, section: Section) -> Any:
    """A page in a frame leads back to the finder, which does not lead to itself."""
    finder = frame_address("site:embed-finder", section)
    return {"section": section, "finder_url": "" if request.path == finder else finder}


def _office_menu(request: HttpRequest) -> Any:
    if not opens(request, can_edit_section):
        return None
    return {"embed_url": reverse("site:office-embed")}


def _version(request: HttpRequest) -> object:
    section = home_or_none(request)
    return f"{section.pk}.{section.version}" if section else None


hang("theme", 10, "sections/theme_link.html", _section, version=_version)
hang("brand", 10, "site/brand.html", _section, version=_version)
hang("menu", 10, "site/menu.html", _section, version=_version)
hang("embed-foot", 10, "site/embed_foot.html", _embed_foot)
hang("office-menu", 31, "site/office_menu.html", _office_menu)
hang("footer", 10, "site/footer.html", _footer, version=_version)
