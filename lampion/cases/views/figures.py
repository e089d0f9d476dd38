"""What was done for a case, in numbers: its page, a frame for other sites, and the table of the secretariat."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lampion.cases.figures import Column, Work, by_month, table, work_for
from lampion.cases.models import Case
from lampion.kit.spreadsheets import WRITERS
from lampion.people.requests import MemberRequest
from lampion.places.world import country_name
from lampion.sections.framing import framed
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_write_cases

TALL, WIDE = 120, 40
MOST_BARS = 12
# The width of a label is that of two bars; at both ends of the drawing it needs a little more than its bar.
LABELLED, EDGE = 2, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart, in units of the drawing. label: empty under every other bar."""

    x: int
    top: int
    height: int
    label: str


def bars(columns: list[Column]) -> list[Bar]:
    shown = columns[-MOST_BARS:]
    most = max([one.total for one in shown] + [1])
    return [
        Bar(
            place * WIDE,
            TALL - round(TALL * one.total / most),
            round(TALL * one.total / most),
            date_format(one.month, "M y") if (len(shown) - 1 - place) % LABELLED == 0 else "",
        )
        for place, one in enumerate(shown)
    ]


def _context(case: Case) -> dict[str, object]:
    edition, now = case.shown_edition, timezone.now()
    work: Work = work_for(case, timezone.localdate(now))
    columns = by_month(work)
    drawn = bars(columns)
    return {
        "case": case,
        "section": case.section,
        "edition": edition,
        "country": country_name(edition.country, get_language() or "fr"),
        "work": work,
        "columns": list(reversed(columns)),
        "bars": drawn,
        "left": -EDGE,
        "width": MOST_BARS * WIDE + 2 * EDGE,
    }


def _public(key: str) -> Case:
    return get_object_or_404(Case.objects.public(timezone.now()).with_edition(), key=key)


@login_not_required
@never_cache  # counts change at any moment, and a case may be hidden at the next
@require_GET
def figures(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "cases/figures.html", _context(_public(key)))


@login_not_required
@never_cache  # counts change at any moment, and a case may be hidden at the next
@require_GET
def embed_figures(request: HttpRequest, key: str) -> HttpResponse:
    """The same in a frame on the sites of the section's list."""
    case = _public(key)
    return framed(
        request,
        case.section,
        lambda request: render(request, "cases/embed_figures.html", _context(case)),
    )


@require_GET
def office_figures(request: MemberRequest, extension: str) -> HttpResponse:
    """Case × kind × section, as the movement gathers it from all sections."""
    section = staffed_section(request, can_write_cases)
    now = timezone.now()
    cases = Case.objects.filter(section=section, edition__isnull=False).with_edition()
    held = list(cases.prefetch_related("urgent_actions").order_by("pk"))
    titles = [
        _("section"),
        _("case"),
        _("urgent action"),
        _("name"),
        _("country"),
        _("kind"),
        _("what it is"),
        _("first month"),
        _("last month"),
        _("number"),
    ]
    rows = [
        [
            section.code,
            case.pk,
            next((str(one) for one in case.urgent_actions.all()), ""),
            case.shown_edition.name,
            case.shown_edition.country.upper(),
            kind.key,
            str(kind.title),
            f"{first:%Y-%m}",
            f"{last:%Y-%m}",
            count,
        ]
        for case, kind, first, last, count in table(held)
    ]
    write, media_type = WRITERS[extension]
    answer = HttpResponse(write(titles, rows), content_type=media_type)
    name = f"cases-{section.code}-{timezone.localdate(now):%Y-%m-%d}.{extension}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
