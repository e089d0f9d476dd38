"""Closed requests leave on their day, unless somebody holds one with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone

from lampion.enquiries.models import ENDED, Enquiry, Hold, Step
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


def months_kept(section: Section, on: date) -> relativedelta:
    return relativedelta(months=Parameter.objects.value(section, Name.RETENTION_MONTHS, on=on))


def leaving(section: Section, *, until: date, on: date) -> Iterator[tuple[Enquiry, date]]:
    """Give each closed request that leaves by `until`, with its day; held ones are not among them."""
    kept = months_kept(section, on)
    # Months differ in length: 31 March and three months is 30 June. The day itself decides below.
    last = datetime.combine(until - kept + timedelta(days=4), time.min)
    ended = Enquiry.objects.filter(section=section).ended_before(timezone.make_aware(last))
    closed = Step.objects.filter(until=None, stage__in=ENDED, enquiry__in=ended)
    for step in closed.select_related("enquiry").order_by("at", "pk"):
        day = timezone.localdate(step.at) + kept
        if day <= until:
            yield step.enquiry, day


def empty_what_leaves(on: date) -> int:
    """Empty what has passed its day; returns how many. What was missed on its day goes on the next."""
    count = 0
    for section in Section.objects.all():
        for enquiry, _day in leaving(section, until=on, on=on):
            with transaction.atomic():
                enquiry.forget(at=timezone.now())
                journal.write("emptied", enquiry, by=None)
            count += 1
    return count


def hold(enquiry: Enquiry, *, reason: str, by: Person, at: datetime) -> None:
    """Keep a closed request until it is let go; held twice, the first reason stays."""
    try:
        with transaction.atomic():
            Hold.objects.create(enquiry=enquiry, since=at, by=by, reason=reason)
            journal.write("held back", enquiry, by=by, at=at)
    except IntegrityError:
        return


@transaction.atomic
def let_go(enquiry: Enquiry, *, by: Person, at: datetime) -> None:
    if enquiry.holds.filter(until=None).update(until=at):
        journal.write("let go", enquiry, by=by, at=at)
