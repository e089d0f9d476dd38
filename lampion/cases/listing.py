"""Cases side by side: the shelves of the secretariat, and what everybody reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case, CasePicture, Closing, Edition, Suspension, UrgentAction
from lampion.places.world import country_name
from lampion.sections.models import Section


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """draft: what is being written, or None. tone: of the badge beside it."""

    case: Case
    name: str
    draft: Edition | None
    groups: int
    suspended: bool
    closed: bool
    embargoed: bool
    over: bool


def office_rows(section: Section, at: datetime) -> list[tuple[str | Promise, list[OfficeRow]]]:
    """Return the cases of a section on their shelves: what waits first, what is over last."""
    rows = [_row(case, at) for case in _with_everything(section)]
    waits = [row for row in rows if row.draft and row.draft.proposed_at]
    drafts = [row for row in rows if row.draft and not row.draft.proposed_at]
    rest = [row for row in rows if row.draft is None]
    shelves = (
        (_("Waits for a second person"), waits),
        (_("Being written"), drafts),
        (_("Suspended"), [row for row in rest if row.suspended]),
        (_("Published"), [row for row in rest if not row.suspended and not row.closed]),
        (_("Closed"), [row for row in rest if row.closed and not row.suspended]),
    )
    return [(title, held) for title, held in shelves if held]


def _with_everything(section: Section) -> Iterable[Case]:
    drafts = Edition.objects.filter(published_at=None).select_related("by")
    return (
        Case.objects.filter(section=section)
        .select_related("edition")
        .prefetch_related(Prefetch("editions", queryset=drafts, to_attr="drafts"), _sheets())
        .annotate(
            groups=Count("adoptions", filter=Q(adoptions__ended_at=None)),
            is_suspended=Exists(Suspension.objects.filter(case=OuterRef("pk"), ended_at=None)),
            is_closed=Exists(Closing.objects.standing().filter(case=OuterRef("pk"))),
        )
    )


def _sheets() -> Prefetch[str]:
    return Prefetch("urgent_actions", queryset=UrgentAction.objects.all(), to_attr="sheets")


def _row(case: Case, at: datetime) -> OfficeRow:
    found = vars(case)
    draft: Edition | None = next(iter(found["drafts"]), None)
    shown = case.edition or draft
    today = timezone.localdate(at)
    return OfficeRow(
        case=case,
        name=shown.name if shown else "",
        draft=draft,
        groups=found["groups"],
        suspended=found["is_suspended"],
        closed=found["is_closed"],
        embargoed=bool(
            case.edition and case.edition.embargo_until and case.edition.embargo_until > at
        ),
        over=bool(case.edition and case.edition.is_over(today)),
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a list. days: until its last day, or None. closing, over: why nothing is done for it any more."""

    case: Case
    edition: Edition
    country: str
    sheet: UrgentAction | None
    picture: CasePicture | None
    days: int | None
    closing: Closing | None
    over: bool


def cards(cases: Iterable[Case], at: datetime, *, all_pictures: bool = False) -> list[Card]:
    """Return each case with its picture: one that everybody may see, or any that who stands by it may see."""
    held = list(cases)
    shown = CasePicture.objects.filter(case__in=held).select_related("file").order_by("-at")
    shown = shown.of_adopters() if all_pictures else shown.public()
    pictures = {picture.case_id: picture for picture in shown}
    sheets = {
        sheet.case_id: sheet for sheet in reversed(UrgentAction.objects.filter(case__in=held))
    }
    standing = Closing.objects.standing().filter(case__in=held)
    closings = {closing.case_id: closing for closing in standing}
    language, today = get_language() or "fr", timezone.localdate(at)
    return [
        Card(
            case=case,
            edition=case.shown_edition,
            country=country_name(case.shown_edition.country, language),
            sheet=sheets.get(case.pk),
            picture=pictures.get(case.pk),
            days=days_left(case.shown_edition, today),
            closing=closings.get(case.pk),
            over=case.shown_edition.is_over(today),
        )
        for case in held
    ]


def days_left(edition: Edition, on: date) -> int | None:
    """Return in how many days nothing can be sent any more; None without a last day, or after it."""
    if edition.expires_on is None or edition.is_over(on):
        return None
    return (edition.expires_on - on).days


def showing(case: Case, at: datetime) -> dict[str, object]:
    """Return what every page about one case says of it."""
    edition, today = case.shown_edition, timezone.localdate(at)
    return where_and_how(edition) | {
        "case": case,
        "edition": edition,
        "sheet": case.urgent_actions.first(),
        "themes": case.themes.all(),
        "closing": case.closing(),
        "days": days_left(edition, today),
        "over": edition.is_over(today),
    }


def where_and_how(edition: Edition) -> dict[str, object]:
    """Return the country of an edition and the languages in which to write, by their names."""
    language = get_language() or "fr"
    names = Locale.parse(language).languages
    return {
        "country": country_name(edition.country, language),
        "languages": [str(names.get(code, code)) for code in edition.languages],
    }


def office_name(case: Case) -> str:
    """How the secretariat calls a case, also before it is published."""
    edition = case.edition or case.newest()
    return edition.name if edition else ""
