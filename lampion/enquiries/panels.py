from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.enquiries.links import form_url
from lampion.enquiries.models import Enquiry, Intent, Ownership, Stage
from lampion.enquiries.models.stages import WITH_A_GROUP
from lampion.groups.models import Group
from lampion.kit.registers import Matter, group_matters_from, hang, matters_from
from lampion.people.models import Person
from lampion.places.gazetteer import anywhere
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name
from lampion.sections.reach import Office, offices_of, opens
from lampion.sections.rules import can_answer_enquiries


def _join(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    days = Parameter.objects.value(group.section, Name.ANSWER_DAYS, on=timezone.localdate())
    still_open = Group.objects.open_to_newcomers().filter(pk=group.pk).exists()
    place = anywhere(request.GET.get("place", ""))
    to_form = partial(form_url, group.section, place=place.key if place else "")
    with_us = group if still_open else None
    return {
        "days": days,
        "open": still_open,
        "join_url": to_form(Intent.JOIN, group=group),
        "ask_url": to_form(Intent.ASK, group=with_us),
    }


def _office_menu(request: HttpRequest) -> Mapping[str, Any] | None:
    if not opens(request, can_answer_enquiries):
        return None
    return {"current": request.path.startswith(reverse("enquiries:inbox"))}


def _handed(person: Person) -> QuerySet[Enquiry]:
    return Enquiry.objects.handed_to_groups_of(person).in_stage(Stage.HANDED)


def _newcomers(person: Person, on: date) -> Iterable[Matter]:
    told = (
        _handed(person)
        .order_by("due_on")
        .distinct()
        .values_list("pk", "received_at", "due_on", "handovers__group")
    )
    for key, received_at, due_on, group in told:
        yield Matter(
            f"newcomer-{key}",
            _("A newcomer waits for your group"),
            reverse("enquiries:newcomer", args=[key]),
            timezone.localdate(received_at),
            due_on,
            group=group,
        )


def _with(groups: Sequence[int]) -> QuerySet[Enquiry]:
    handed = Enquiry.objects.filter(handovers__until=None, handovers__group__in=list(groups))
    return handed.in_stage(*WITH_A_GROUP)


def _to_welcome(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """Newcomers whom a group has to speak about: those it has not answered, and those it wrote to. No name."""
    counted = _with(groups).order_by().values("handovers__group")
    counted = counted.annotate(count=Count("pk", distinct=True), first=Min("received_at"))
    for group, count, first in counted.values_list("handovers__group", "count", "first"):
        title = ngettext("%(count)s newcomer to welcome", "%(count)s newcomers to welcome", count)
        key, since = f"newcomers-{group}", timezone.localdate(first)
        yield Matter(
            key, title % {"count": count}, reverse("enquiries:newcomers"), since, group=group
        )


def _late(person: Person, on: date) -> Iterable[Matter]:
    late = Enquiry.objects.in_office_of(person, on).overdue(on).owned_by(person)
    for count, office in _by_office(late, person, on):
        title = ngettext(
            "%(count)s request that you follow is late",
            "%(count)s requests that you follow are late",
            count,
        )
        address = office.address(reverse("enquiries:inbox") + "?show=mine")
        key = f"late-enquiries-{office.section.pk}"
        yield Matter(key, title % {"count": count}, address, on, on, office.where)


def _followed_by_nobody(person: Person, on: date) -> Iterable[Matter]:
    """Requests of a secretariat in which nobody answers: whoever works there learns of it."""
    followed = Ownership.objects.filter(until=None).values("enquiry")
    lonely = Enquiry.objects.in_office_of(person, on).open().exclude(pk__in=followed)
    for count, office in _by_office(lonely, person, on):
        title = ngettext(
            "Nobody follows %(count)s request", "Nobody follows %(count)s requests", count
        )
        address, key = office.address(reverse("enquiries:inbox")), f"lonely-{office.section.pk}"
        yield Matter(key, title % {"count": count}, address, on, on, office.where)


def _by_office(
    enquiries: QuerySet[Enquiry], person: Person, on: date
) -> Iterable[tuple[int, Office]]:
    """Return how many of the requests each secretariat of the person has, where it has one."""
    counted = enquiries.order_by().values("section").annotate(count=Count("pk", distinct=True))
    counts = dict(counted.values_list("section", "count"))
    offices = offices_of(person, on)
    return [(counts[one.section.pk], one) for one in offices if one.section.pk in counts]


hang("group-page", 10, "enquiries/join_panel.html", _join)
hang("office-menu", 10, "enquiries/office_menu.html", _office_menu)
matters_from(_newcomers, when=_handed)
group_matters_from(_to_welcome, when=_with)
matters_from(_late, of_groups=False)
matters_from(_followed_by_nobody, of_groups=False)
