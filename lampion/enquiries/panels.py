from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.enquiries.links import form_url
from lampion.enquiries.models import Enquiry, Intent, Ownership, Stage
from lampion.groups.models import Group
from lampion.kit.registers import Matter, hang, matters_from
from lampion.people.models import Person
from lampion.places.gazetteer import anywhere
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name


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


def _office_menu(request: HttpRequest) -> Mapping[str, Any]:
    return {"current": request.path.startswith(reverse("enquiries:inbox"))}


def _newcomers(person: Person, on: date) -> Iterable[Matter]:
    handed = Enquiry.objects.handed_to_groups_of(person).in_stage(Stage.HANDED).order_by("due_on")
    for enquiry in handed.distinct():
        yield Matter(
            f"newcomer-{enquiry.pk}",
            _("A newcomer waits for your group"),
            reverse("enquiries:newcomer", args=[enquiry.pk]),
            timezone.localdate(enquiry.received_at),
            enquiry.due_on,
        )


def _late(person: Person, on: date) -> Iterable[Matter]:
    late = Enquiry.objects.in_office_of(person, on).overdue(on).owned_by(person)
    count = late.distinct().count()
    if count:
        title = ngettext(
            "%(count)s request that you follow is late",
            "%(count)s requests that you follow are late",
            count,
        )
        yield Matter(
            "late-enquiries",
            title % {"count": count},
            reverse("enquiries:inbox") + "?show=mine",
            on,
            on,
        )


def _followed_by_nobody(person: Person, on: date) -> Iterable[Matter]:
    """Requests of a secretariat in which nobody answers: whoever works there learns of it."""
    followed = Ownership.objects.filter(until=None).values("enquiry")
    count = Enquiry.objects.in_office_of(person, on).open().exclude(pk__in=followed).count()
    if count:
        title = ngettext(
            "Nobody follows %(count)s request", "Nobody follows %(count)s requests", count
        )
        yield Matter(
            "enquiries-of-nobody", title % {"count": count}, reverse("enquiries:inbox"), on, on
        )


hang("group-page", 10, "enquiries/join_panel.html", _join)
hang("office-menu", 10, "enquiries/office_menu.html", _office_menu)
matters_from(_newcomers)
matters_from(_late)
matters_from(_followed_by_nobody)
