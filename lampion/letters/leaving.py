"""Somebody stops writing, or rests: what waits for them does not leave, the news of a case included."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from lampion.cases.following import call_back as stop_news
from lampion.cases.following import mark_of, readers_of
from lampion.cases.models import Case, CaseNews
from lampion.letters.models import Asked, NewsRefusal, Writer
from lampion.mail.actions import call_back
from lampion.people.models import Person
from lampion.people.models.person import normalise_email


@transaction.atomic
def leave(writer: Writer, *, by: Person | None, at: datetime) -> None:
    """Nothing comes any more, also no news of those for whom they wrote. Twice is once."""
    if writer.to:
        for case in _heard_of(writer):
            stop_news(case, writer.to, at=at)
    writer.leave(by=by, at=at)


@transaction.atomic
def pause(writer: Writer, until: date | None, *, at: datetime) -> None:
    """Ask for nothing up to and with this day, and send no news; None: write again."""
    writer.pause(until, at=at)
    if until is None or not writer.to:
        return
    address = normalise_email(writer.to)
    for news in CaseNews.objects.filter(case__in=_heard_of(writer)).remembered():
        call_back(f"{news.mark}{mark_of(news, address)}", at=at)


@transaction.atomic
def refuse_news(writer: Writer, case: Case, *, at: datetime) -> None:
    """No news of this case comes any more, letters do; also where the same mailbox writes for another group."""
    same = Q(pk=writer.pk)
    if writer.to:
        same |= Q(email=writer.to) | Q(person__email=writer.to)
    for each in Writer.objects.filter(same, ended_at=None):
        NewsRefusal.note(each, case, at=at)
    if writer.to:
        stop_news(case, writer.to, at=at)


def _heard_of(writer: Writer) -> list[Case]:
    """Return the cases of which they hear as a writer: not those of which they hear as one of a group, too."""
    asked = Asked.objects.filter(writer=writer, queued_at__isnull=False, dropped_at=None)
    cases = Case.objects.with_edition().filter(pk__in=asked.values("appeal__case")).order_by("pk")
    if writer.person_id is None:
        return list(cases)
    return [case for case in cases if not readers_of(case).filter(pk=writer.person_id).exists()]
