from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from lampion.kit.registers import hang
from lampion.sections.home import home_or_none
from lampion.sections.models import Page

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


def _version(request: HttpRequest) -> object:
    section = home_or_none(request)
    return f"{section.pk}.{section.version}" if section else None


hang("theme", 10, "site/theme_link.html", _section, version=_version)
hang("brand", 10, "site/brand.html", _section, version=_version)
hang("menu", 10, "site/menu.html", _section, version=_version)
hang("footer", 10, "site/footer.html", _footer, version=_version)
