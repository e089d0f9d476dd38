from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from lampion.enquiries.links import form_url
from lampion.enquiries.models import Intent
from lampion.groups.belonging import own_section
from lampion.kit.registers import hang
from lampion.people.models import Person
from lampion.privacy.panels import responsible
from lampion.sections.home import address_in, home_or_none
from lampion.sections.models import Page, Section
from lampion.sections.reach import opens
from lampion.sections.rules import can_edit_section
from lampion.site.world import country_url

LEGAL = ("accessibility", "credits")


def page_section(request: HttpRequest, said: Section | None = None) -> Section | None:
    """Return the section whose brand, colours and privacy page a page carries: the one place that decides it.

    said: what the view called `section`: the one that its object belongs to. Where it says none, whoever is signed
    in reads a page of their own section; all others one of the home section.
    """
    if said is not None:
        return said
    known = vars(request)
    if "own_section" not in known:
        reader = getattr(request, "user", None)
        member = reader if isinstance(reader, Person) else None
        known["own_section"] = own_section(member, timezone.localdate()) if member else None
    own: Section | None = known["own_section"]
    return own or home_or_none(request)


def front_url(section: Section) -> str:
    """Where a section shows its groups: the home page, or its country in the world."""
    return reverse("site:home") if section.is_home else country_url(section.country)


def _section(request: HttpRequest, said: Section | None = None) -> Any:
    section = page_section(request, said)
    return {"section": section} if section else None


def _brand(request: HttpRequest, said: Section | None = None) -> Any:
    section = page_section(request, said)
    return {"section": section, "url": front_url(section)} if section else None


def _menu(request: HttpRequest, said: Section | None = None) -> Any:
    section = page_section(request, said)
    if section is None:
        return None
    return {
        "section": section,
        "front_url": front_url(section),
        "create_url": form_url(section, Intent.CREATE),
        "ask_url": form_url(section, Intent.ASK),
    }


def _footer(request: HttpRequest, said: Section | None = None) -> Any:
    section = page_section(request, said)
    if section is None:
        return None
    pages: dict[str, Page] = {}
    known = Page.objects.filter(section=section).in_language(get_language() or "fr")
    for page in known.only("slug", "title"):
        pages.setdefault(page.slug, page)
    links = [
        (slug, page, address_in(section, "sections:page", slug)) for slug, page in pages.items()
    ]
    return responsible(section) | {
        "pages": [(page, url) for slug, page, url in links if slug not in LEGAL],
        "legal_pages": [(page, url) for slug, page, url in links if slug in LEGAL],
        "imprint_url": address_in(section, "sections:imprint"),
        "host": None if section.is_home else home_or_none(request),
    }


def _embed_foot(request: HttpRequest, section: Section) -> Any:
    """A page in a frame leads back to the finder, which does not lead to itself."""
    finder = address_in(section, "site:embed-finder")
    return {
        "section": section,
        "front_url": front_url(section),
        "finder_url": "" if request.path == finder else finder,
        "notices_url": address_in(section, "privacy:notices"),
        "imprint_url": address_in(section, "sections:imprint"),
    }


def _office_menu(request: HttpRequest) -> Any:
    if not opens(request, can_edit_section):
        return None
    return {"embed_url": reverse("site:office-embed")}


def _version(request: HttpRequest, said: Section | None = None) -> object:
    """The footer of another section names the home section too: it changes with both."""
    section = page_section(request, said)
    home = home_or_none(request)
    return f"{section.pk}.{section.version}.{home.version if home else 0}" if section else None


hang("theme", 10, "sections/theme_link.html", _section, version=_version)
hang("brand", 10, "site/brand.html", _brand, version=_version)
hang("menu", 10, "site/menu.html", _menu, version=_version)
hang("embed-foot", 10, "site/embed_foot.html", _embed_foot)
hang("office-menu", 31, "site/office_menu.html", _office_menu)
hang("footer", 10, "site/footer.html", _footer, version=_version)
