"""Opens a section with its regions, its first parameters and its first pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from lampion.people.models import Person
from lampion.sections.models import Page, Parameter, Region, Section
from lampion.sections.models.parameter import Name

TEXTS = Path(__file__).resolve().parent / "texts"
PAGES = ("why", "what", "how")
PARAMETERS = (
    (Name.ANSWER_DAYS, 3, ""),
    (Name.MINIMUM_AGE, 13, "Loi du 30 juillet 2018, art. 7"),
    (Name.MANDATE_MONTHS, 13, ""),
)


@transaction.atomic
def open_section(
    *, code: str, name: str, country: str, provinces: list[str], by: Person | None, at: datetime
) -> Section:
    """Create a section with one region for each of `provinces` (codes of lampion.places)."""
    section = Section.objects.create(code=code, name=name, country=country, languages=["fr"])
    known = section.territory.provinces
    for position, province in enumerate(provinces):
        names = known[province].names
        slug = province.lower()
        Region.objects.create(
            section=section, slug=slug, names=names, provinces=[province], position=position
        )
    for parameter, value, source in PARAMETERS:
        Parameter(
            section=section,
            name=parameter,
            value=value,
            valid_from=timezone.localdate(at).replace(month=1, day=1),
            source=source,
            to_confirm=not source,
        ).adopt(by=by)
    for position, slug in enumerate(PAGES):
        title, _blank, body = (TEXTS / f"{slug}.fr.md").read_text(encoding="utf-8").partition("\n")
        page = Page.objects.create(section=section, slug=slug, language="fr", position=position)
        page.publish(title=title.removeprefix("# "), body=body.strip(), by=by, at=at)
    return section


def consent_words(section: Section) -> str:
    words = (TEXTS / "consent-news.fr.txt").read_text(encoding="utf-8").strip()
    return words.replace("{section}", section.name)
