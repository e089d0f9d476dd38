"""Nobody is lost: silent groups, colleagues who are away, requests that nobody follows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lampion.enquiries.actions.receiving import least_busy
from lampion.enquiries.actions.telling import tell_owner, tell_responsables
from lampion.enquiries.models import Enquiry, Handover, Ownership, Reminder, Stage
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.calendar import working_days_after
from lampion.sections.models import Parameter, Section, StaffAbsence, StaffAccess
from lampion.sections.models.parameter import Name
from lampion.sections.models.staff import Scope


def ask_silent_groups(at: datetime) -> None:
    """Remind each group that has not reacted; after longer, the request is the secretariat's again."""
    waiting = Handover.objects.filter(
        until=None, enquiry__steps__until=None, enquiry__steps__stage=Stage.HANDED
    )
    for handover in waiting.select_related("enquiry__section", "group", "reminder").order_by("pk"):
        section, since = handover.enquiry.section, timezone.localdate(handover.since)
        if timezone.localdate(at) >= _day(section, since, Name.RETURN_DAYS):
            take_back(handover, at=at)
        elif timezone.localdate(at) >= _day(section, since, Name.REMINDER_DAYS):
            remind(handover, at=at)


def _day(section: Section, since: date, name: Name) -> date:
    days = Parameter.objects.value(section, name, on=since)
    return working_days_after(since, days, country=section.country)


@transaction.atomic
def remind(handover: Handover, *, at: datetime) -> None:
    """Ask the group's responsables once more; only once for a hand-over."""
    _reminder, fresh = Reminder.objects.get_or_create(handover=handover, defaults={"at": at})
    if fresh:
        key = f"reminder:{handover.pk}"
        tell_responsables("reminder", handover.enquiry, handover.group, key=key)


@transaction.atomic
def take_back(handover: Handover, *, at: datetime) -> None:
    """The request is the secretariat's again, and both sides are told; nothing if the group moved meanwhile."""
    enquiry, group = handover.enquiry, handover.group
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    held = Handover.objects.filter(pk=handover.pk, until=None)
    if not enquiry.steps.filter(until=None, stage=Stage.HANDED).exists() or not held.exists():
        return
    enquiry.move(Stage.RETURNED, by=None, at=at, group=group)
    held.update(until=at)
    tell_owner("silent", enquiry, key=f"silent:{handover.pk}", group=group)
    tell_responsables("taken_back", enquiry, group, key=f"taken-back:{handover.pk}")
    journal.write("took back", enquiry, by=None, at=at)


def find_followers(at: datetime) -> int:
    """Give every open request to somebody who is there; returns how many moved."""
    day, moved = timezone.localdate(at), 0
    for section in Section.objects.all():
        present = _present(section, day)
        opened = Enquiry.objects.open().filter(section=section)
        followed = Ownership.objects.filter(until=None, person__in=present).values("enquiry")
        for enquiry in opened.exclude(pk__in=followed).order_by("due_on", "pk"):
            follower = least_busy(section, on=day)
            if follower is None:
                break
            enquiry.belong_to(Person.objects.get(pk=follower), by=None, at=at)
            moved += 1
    return moved


def _present(section: Section, day: date) -> set[int]:
    there = StaffAccess.objects.open(day).filter(section=section, scope=Scope.ENQUIRIES)
    away = StaffAbsence.objects.on(day).filter(section=section).values("person")
    return set(there.exclude(person__in=away).values_list("person", flat=True))
