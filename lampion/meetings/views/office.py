"""Approved minutes of a group that shares them, as the secretariat reads them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from lampion.groups.fields import Standing, shown_name
from lampion.groups.reach import shared_group
from lampion.meetings.composing import read
from lampion.meetings.models import ApprovedMinutes
from lampion.people.models import Person
from lampion.people.requests import MemberRequest

A_PAGE = 24
KIND = "minutes"


@require_GET
def shared(request: MemberRequest, pk: int) -> HttpResponse:
    group = shared_group(request, pk, KIND)
    approved = ApprovedMinutes.objects.filter(meeting__group=group).select_related("meeting")
    rows = Paginator(approved.order_by("-meeting__starts_at"), A_PAGE)
    context = {"group": group, "page": rows.get_page(request.GET.get("page"))}
    return render(request, "meetings/office_minutes.html", context)


@require_GET
def shared_minutes(request: MemberRequest, group_pk: int, pk: int) -> HttpResponse:
    """One of them; people are named as whoever stands outside the group may know them."""
    group = shared_group(request, group_pk, KIND)
    approved = ApprovedMinutes.objects.filter(meeting__group=group)
    found = get_object_or_404(approved.select_related("meeting", "decision"), meeting=pk)
    context = {
        "group": group,
        "meeting": found.meeting,
        "approved": found,
        "minutes": read(found.content, named=_outside),
        "may_amend": False,
    }
    return render(request, "meetings/office_minutes_of.html", context)


def _outside(person: Person) -> str:
    return shown_name(person, Standing.OUTSIDE)
