"""Counting at a write-a-thon or in a class, on a telephone: a big button for each case and kind."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lampion.cases.models import Adoption, Case
from lampion.cases.models.case import CaseQuerySet
from lampion.cases.rules import read_together
from lampion.events.models import Event
from lampion.events.reach import own_event
from lampion.kit.spreadsheets import write_csv
from lampion.letters.counts import by_case
from lampion.letters.forms_counting import SlipForm, TapForm
from lampion.letters.models import Late, Sent, What
from lampion.letters.models.sent import SentQuerySet
from lampion.letters.rules import NOT_NOW
from lampion.people.models import Person
from lampion.people.requests import MemberRequest

# More stand behind a fold, by name, until one is opened or counted.
SHOWN = 12


def _cases(event: Event) -> CaseQuerySet:
    """What may be counted on a telephone that goes round: first what the group adopted."""
    now, group = timezone.now(), event.group
    adopted = Adoption.objects.open().filter(case=OuterRef("pk"), group=group)
    mine = read_together([group], now).active(now).filter(section=group.section_id)
    return mine.with_edition().order_by(Exists(adopted).desc(), "edition__name", "pk")


def _back(event: Event, case: int | None = None) -> HttpResponse:
    """Where one stood, so that the thumb finds the same button."""
    anchor = f"#case-{case}" if case else ""
    return redirect(reverse("letters:session", args=[event.pk]) + anchor)


@require_GET
@never_cache
def session(request: MemberRequest, pk: int) -> HttpResponse:
    event = own_event(request, pk)
    counted = Sent.objects.filter(event=event).table()
    wanted = {str(case) for case, _what in counted} | {request.GET.get("case", "")}
    rows: list[dict[str, Any]] = []
    further: list[Case] = []
    for place, case in enumerate(_cases(event)):
        if place >= SHOWN and str(case.pk) not in wanted:
            further.append(case)
            continue
        buttons = [(key, label, counted.get((case.pk, key), 0)) for key, label in What.choices]
        rows.append({"case": case, "buttons": buttons})
    context = {
        "group": event.group,
        "event": event,
        "rows": rows,
        "further": further,
        "total": sum(count for row in rows for _key, _label, count in row["buttons"]),
        "mark": secrets.token_urlsafe(12),
        "last": _taps_of(event, request.user).standing().order_by("-pk").first(),
    }
    return render(request, "letters/session.html", context)


def _taps_of(event: Event, person: Person) -> SentQuerySet:
    mine = Sent.objects.filter(event=event, by=person)
    read = read_together([event.group], timezone.now())
    return mine.filter(case__in=read.values("pk")).select_related("case__edition")


@require_POST
def taps(request: MemberRequest, pk: int) -> HttpResponse:
    """Every member who helps counts. The same page counts once for each button, however often it is touched."""
    event = own_event(request, pk)
    form = TapForm(request.POST, cases=_cases(event))
    if event.cancelled_at or not form.is_valid():
        messages.error(request, _("This was not counted: choose a case and a number up to 500."))
        return _back(event)
    said = form.cleaned_data
    words = f"tap:{said['mark']}:{event.pk}:{said['case'].pk}:{said['what']}:{request.user.pk}"
    mark = hashlib.sha256(words.encode()).hexdigest()
    try:
        Sent.tap(
            event, said["case"], said["what"], said["count"], mark=mark, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except Late:
        messages.error(request, NOT_NOW)
    return _back(event, said["case"].pk)


@require_POST
def slip(request: MemberRequest, pk: int) -> HttpResponse:
    """One tap too many of whoever asks is taken back: the one that their page showed, however often it is touched."""
    event = own_event(request, pk)
    said = SlipForm(request.POST)
    shown = said.cleaned_data["line"] if said.is_valid() else 0
    line = _taps_of(event, request.user).filter(pk=shown).first()
    if line is None:
        messages.error(request, _("Nothing was taken back: look again at what counts."))
        return _back(event)
    line.undo(by=request.user, at=timezone.now())
    messages.success(request, _("Taken back."))
    return _back(event, line.case_id)


@require_GET
def table(request: MemberRequest, pk: int) -> HttpResponse:
    """What was counted, case by case and kind by kind, for a spreadsheet."""
    event = own_event(request, pk)
    lines = by_case(Sent.objects.filter(event=event), read_together([event.group], timezone.now()))
    headers = [_("For whom"), *(str(what.label) for what in What)]
    rows = [[one.name, *(one.counts.get(what, 0) for what in What.values)] for one in lines]
    answer = HttpResponse(write_csv(headers, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_("letters")}-{event.day}.csv"'
    return answer
