"""One meeting: its page, its details, its cancellation."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups.rules import can_announce_meetings, can_take_part, core_of
from lampion.kit.access import require
from lampion.meetings.actions import cancel, change
from lampion.meetings.forms import ChangeForm
from lampion.meetings.models import AlreadyAnnounced, Answer, ChangedMeanwhile, Meeting, Stage
from lampion.meetings.reach import meeting_to_prepare, own_meeting
from lampion.meetings.rules import can_take_minutes, takes_minutes
from lampion.meetings.views.agenda import matters_left
from lampion.people.models import Person
from lampion.people.requests import MemberRequest


@require_GET
def meeting(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_meeting(request, pk)
    now = timezone.now()
    to_come = Meeting.objects.to_prepare(now).filter(pk=found.pk).exists()
    prepares = to_come and bool(can_announce_meetings(request.user, found.group))
    context = {"group": found.group, "meeting": found, "to_come": to_come, "prepares": prepares}
    if can_take_part(request.user, found.group):
        context |= _inside(found, request.user) | _minutes(found, request.user, now)
        context["matters"] = matters_left(found) if prepares else []
        context["may_answer"] = context["convened"] and to_come and now < found.starts_at
    return render(request, "meetings/meeting.html", context)


def _inside(found: Meeting, person: Person) -> dict[str, Any]:
    """What only the core reads."""
    reached = set(found.stages.values_list("stage", flat=True))
    points = list(found.points.select_related("by"))
    answers = list(found.invitations.select_related("person", "proxy"))
    said = {answer: [one for one in answers if one.answer == answer] for answer in Answer}
    return {
        "takes_part": True,
        "has_words": Stage.HELD in reached,
        "points": [point for point in points if point.taken_at and not point.left_at],
        "proposed": [point for point in points if not point.taken_at and not point.left_at],
        "left": [point for point in points if point.left_at],
        "convened": Stage.CONVENED in reached,
        "mine": next((one for one in answers if one.person_id == person.pk), None),
        "coming": said[Answer.COMES],
        "absent": said[Answer.ABSENT] + said[Answer.PROXY],
        "silent": [one for one in answers if not one.answer],
    }


def _minutes(found: Meeting, person: Person, now: datetime) -> dict[str, Any]:
    may_take = bool(can_take_minutes(person, found, now))
    return {
        "may_take": may_take,
        "takes": may_take and takes_minutes(person, found),
        "today": timezone.localdate(now) == timezone.localdate(found.starts_at),
    }


@require_GET
def sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The agenda on paper, with room to write."""
    found = own_meeting(request, pk)
    require(can_take_part(request.user, found.group))
    points = found.points.filter(left_at=None).exclude(taken_at=None).select_related("by")
    people = core_of(found.group, timezone.localdate(found.starts_at))
    context = {"group": found.group, "meeting": found, "points": points, "people": people}
    return render(request, "meetings/sheet.html", context)


@require_http_methods(["GET", "POST"])
def details(request: MemberRequest, pk: int) -> HttpResponse:
    found = meeting_to_prepare(request, pk)
    form = ChangeForm(request.POST or None, initial=ChangeForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        said = form.words() | {"seen": form.cleaned_data["changes"]}
        try:
            change(found, form.starts_at(), **said, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("meetings:meeting", found.pk)
        except AlreadyAnnounced:
            form.add_error("day", _("The group already meets at that moment."))
        except ChangedMeanwhile:
            form = form.read_again(Meeting.objects.get(pk=pk))
    status = 422 if form.is_bound else 200
    context = {"form": form, "meeting": found, "group": found.group}
    return render(request, "meetings/details.html", context, status=status)


@require_http_methods(["GET", "POST"])
def cancellation(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes the meeting off the page."""
    found = meeting_to_prepare(request, pk)
    if found.stages.filter(stage=Stage.HELD).exists():
        messages.error(request, _("This meeting took place: its minutes are begun."))
        return redirect("meetings:meeting", found.pk)
    if request.method == "POST":
        cancel(found, by=request.user, at=timezone.now())
        messages.success(request, _("This meeting is cancelled and off the page."))
        return redirect("meetings:meetings")
    context = {"meeting": found, "group": found.group}
    return render(request, "meetings/cancellation.html", context)
