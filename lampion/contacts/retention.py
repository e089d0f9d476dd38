"""Addresses leave on their day: those that nobody may write to, and those that no mail reaches."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from lampion.contacts.models import Consent, Contact, Purpose
from lampion.contacts.models.contact import ContactQuerySet
from lampion.groups.models import Membership
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


def leaving(section: Section, *, until: date, on: date) -> ContactQuerySet:
    """Return the addresses that leave by `until`, after the parameters of the day `on`.

    A yes keeps its address until it is taken back, unless mails come back. A member of a group stays: the group's
    letters go there, and what was refused of them is remembered.
    """
    said = Consent.objects.filter(contact=OuterRef("pk"), text__purpose=Purpose.NEWS)
    last = said.order_by("-at", "-pk")
    contacts = Contact.objects.filter(section=section, email__isnull=False).annotate(
        last_kind=Subquery(last.values("kind")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    silent, lost = (
        _before(section, name, until=until, on=on)
        for name in (Name.SILENT_MONTHS, Name.RETURNED_MONTHS)
    )
    never = Q(last_kind=None)
    refused = Q(last_kind=Consent.Kind.WITHDRAWN, last_at__lt=silent)
    old = (never | refused) & Q(known_at__lt=silent)
    members = Membership.objects.active().filter(
        group__section=section, person__email__isnull=False
    )
    leaves = contacts.filter(old | Q(unreachable_at__lt=lost))
    return leaves.exclude(email__in=members.values("person__email"))


def _before(section: Section, name: str, *, until: date, on: date) -> datetime:
    """Return the moment before which it must lie, to have lasted so many months by the end of the day `until`."""
    months = relativedelta(months=Parameter.objects.value(section, name, on=on))
    return timezone.make_aware(datetime.combine(until - months + timedelta(days=1), time.min))


def empty_what_leaves(on: date) -> int:
    """Empty the addresses that have passed their day; returns how many. What was missed goes on the next."""
    count = 0
    for section in Section.objects.all():
        for key in list(
            leaving(section, until=on, on=on).order_by("pk").values_list("pk", flat=True)
        ):
            count += _empty(section, key, on)
    return count


@transaction.atomic
def _empty(section: Section, key: int, on: date) -> int:
    """Whoever says yes in this moment is heard."""
    Contact.objects.select_for_update().get(pk=key)
    contact = leaving(section, until=on, on=on).filter(pk=key).first()
    if contact is None:
        return 0
    contact.empty(refused=Consent.refused(contact), at=timezone.now())
    return 1
