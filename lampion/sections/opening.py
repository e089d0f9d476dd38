"""Opens a section with its regions, its first parameters and its first pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Page, PageVersion, Parameter, Region, Section
from lampion.sections.models.parameter import Name

TEXTS = Path(__file__).resolve().parent / "texts"
PAGES = ("why", "what", "how", "create", "member", "accessibility", "credits")
LANGUAGES = ("fr", "nl", "de", "en")
PARAMETERS = (
    (Name.ANSWER_DAYS, 3, ""),
    (Name.REMINDER_DAYS, 3, ""),
    (Name.RETURN_DAYS, 6, ""),
    (Name.RETENTION_MONTHS, 3, ""),
    (Name.FOUNDERS, 5, ""),
    (Name.ENDING_DAYS, 30, ""),
    (Name.MEMBERS_MONTHS, 12, ""),
    (Name.FAILURES, 3, ""),
    (Name.SECOND_APPROVAL, 500, ""),
    (Name.NEWS_MONTHS, 6, ""),
    (Name.SILENT_MONTHS, 12, ""),
    (Name.RETURNED_MONTHS, 6, ""),
    (Name.MINIMUM_AGE, 13, "Loi du 30 juillet 2018, art. 7"),
    (Name.MANDATE_MONTHS, 13, ""),
    (Name.MANDATE_DAYS, 60, ""),
    (Name.FACTOR_DAYS, 14, ""),
    (Name.PROXIES, 1, ""),
    (Name.FILE_MB, 20, ""),
    (Name.GROUP_MB, 500, ""),
    (Name.CASE_GROUPS, 5, ""),
    (Name.UNCONFIRMED_DAYS, 14, ""),
    (Name.SIGNER_MONTHS, 6, ""),
    (Name.DELIVERY_DAYS, 7, ""),
    (Name.SHEET_DAYS, 30, ""),
    (Name.CONNECTION_HOURLY, 300, ""),
    (Name.HOT_MINUTE, 300, ""),
    (Name.POSTAGE_HOME, 157, ""),
    (Name.POSTAGE_EUROPE, 300, ""),
    (Name.POSTAGE_WORLD, 320, ""),
)


@transaction.atomic
def open_section(
    *,
    code: str,
    name: str,
    country: str,
    provinces: list[str],
    by: Person | None,
    at: datetime,
    language: str = "fr",
) -> Section:
    """Create a section with one region for each of `provinces` (codes of lampion.places)."""
    section = Section.objects.create(code=code, name=name, country=country, languages=[language])
    known = section.territory.provinces
    for position, province in enumerate(provinces):
        Region.objects.create(
            section=section,
            slug=known[province].slug[:40],
            names=known[province].names,
            provinces=[province],
            position=position,
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
    _publish_pages(section, by=by, at=at)
    return section


def _publish_pages(section: Section, *, by: Person | None, at: datetime) -> None:
    pages = []
    for position, slug in enumerate(PAGES):
        for language in LANGUAGES:
            title, _blank, body = _words(f"{slug}.{language}.md", section).partition("\n")
            pages.append(
                Page(
                    section=section,
                    slug=slug,
                    language=language,
                    position=position,
                    title=title.removeprefix("# "),
                    body=body.strip(),
                )
            )
    Page.objects.bulk_create(pages)
    PageVersion.objects.bulk_create(
        PageVersion(page=page, number=1, title=page.title, body=page.body, by=by, at=at)
        for page in pages
    )
    journal.write_many("published page", pages, by=by, at=at)


def consent_words(section: Section, language: str = "fr") -> str:
    return _words(f"consent-news.{language}.txt", section)


def _words(name: str, section: Section) -> str:
    text = (TEXTS / name).read_text(encoding="utf-8").strip()
    return text.replace("{section}", section.name)
