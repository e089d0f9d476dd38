"""How soon newcomers are answered: a chart, its tables, and both as a spreadsheet."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lampion.enquiries.figures import Asked, Figures, asked, by, figures, months
from lampion.groups.models import Group
from lampion.kit.spreadsheets import WRITERS
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_answer_enquiries

TALL, WIDE = 120, 40
NONE = Figures(0, 0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart, in units of the drawing. `lit` is the part answered in time."""

    x: int
    top: int
    height: int
    lit_top: int
    lit: int
    label: str


def _tables(
    rows: list[Asked], today: date
) -> tuple[list[tuple[date, Figures]], list[tuple[Group, Figures]]]:
    monthly = by(rows, lambda row: row.month)
    grouped = by(rows, lambda row: row.group)
    groups = Group.objects.in_bulk(list(grouped))
    named = sorted(((groups[key], one) for key, one in grouped.items()), key=_order)
    return [(month, monthly.get(month, NONE)) for month in months(today)], named


def _order(pair: tuple[Group, Figures]) -> tuple[int, str]:
    return -pair[1].received, pair[0].name_key


def _bars(monthly: list[tuple[date, Figures]]) -> list[Bar]:
    most = max([one.received for _month, one in monthly] + [1])
    bars = []
    for place, (month, one) in enumerate(monthly):
        height, lit = (round(TALL * count / most) for count in (one.received, one.in_time))
        name = date_format(month, "M")
        bars.append(Bar(place * WIDE, TALL - height, height, TALL - lit, lit, name))
    return bars


@require_GET
def figures_page(request: MemberRequest) -> HttpResponse:
    section, today = staffed_section(request, can_answer_enquiries), timezone.localdate()
    rows = asked(section, on=today)
    monthly, grouped = _tables(rows, today)
    context = {
        "section": section,
        "monthly": list(reversed(monthly)),
        "grouped": grouped,
        "bars": _bars(monthly),
        "width": len(monthly) * WIDE,
        "all": figures(rows),
    }
    return render(request, "enquiries/figures.html", context)


@require_GET
def figures_export(request: MemberRequest, extension: str) -> HttpResponse:
    section, today = staffed_section(request, can_answer_enquiries), timezone.localdate()
    monthly, grouped = _tables(asked(section, on=today), today)
    titles = [
        _("month"),
        _("group"),
        _("received"),
        _("answered"),
        _("in time"),
        _("late"),
        _("median days"),
    ]
    rows = [[f"{month:%Y-%m}", "", *_cells(one)] for month, one in monthly]
    rows += [["", group.name, *_cells(one)] for group, one in grouped]
    write, media_type = WRITERS[extension]
    answer = HttpResponse(write(titles, rows), content_type=media_type)
    name = f"answers-{section.code}-{today:%Y-%m-%d}.{extension}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _cells(one: Figures) -> list[object]:
    days = "" if one.days is None else round(one.days, 1)
    return [one.received, one.answered, one.in_time, one.late, days]
