"""During the meeting: the page of whoever takes the minutes. Its forms answer a script in JSON, else with a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.decisions.forms import HandsForm
from lampion.decisions.models.decision import NoDecision
from lampion.decisions.wording import arithmetic, result_in_words
from lampion.groups.models import Group, Membership
from lampion.groups.rules import core_of
from lampion.kit.access import require
from lampion.kit.saying import printable
from lampion.meetings.actions import bring_up, decide, entrust
from lampion.meetings.forms import GuestForm, PassageForm, QuickPointForm
from lampion.meetings.models import (
    AgendaPoint,
    Attendance,
    ChangedMeanwhile,
    Guest,
    Meeting,
    MinutesClosed,
    MinuteTaker,
    Passage,
)
from lampion.meetings.reach import meeting_to_write, own_meeting, point_to_write
from lampion.meetings.rules import can_take_minutes
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.tasks.forms import TaskForm
from lampion.tasks.load import loads

GONE = 410
View = Callable[..., HttpResponse]


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also if it is nothing: an empty form has faults to name."""
    return request.POST if request.method == "POST" else None


def while_open(view: View) -> View:
    """Say so, and keep what was typed on the page, if the minutes were laid before the group meanwhile."""

    @wraps(view)
    def guarded(request: MemberRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except MinutesClosed as closed:
            said = _("These minutes lie before the group: propose other words as an amendment.")
            if by_script(request):
                return JsonResponse({"message": said}, status=GONE)
            meeting = closed.meeting
            context = {"group": meeting.group, "meeting": meeting, "said": said}
            return render(request, "meetings/closed.html", context, status=GONE)

    return guarded


@require_POST
def taking(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that one takes the minutes."""
    meeting = own_meeting(request, pk)
    now = timezone.now()
    require(can_take_minutes(request.user, meeting, now))
    MinuteTaker.begin(meeting, request.user, at=now)
    return redirect("meetings:writing", pk)


@require_GET
@never_cache
def writing(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_write(request, pk)
    if meeting.has_minutes():
        return redirect("meetings:minutes", pk)
    group, person = meeting.group, request.user
    people, others = _people(group, meeting)
    here = set(meeting.attendances.values_list("person", flat=True))
    coming = meeting.invitations.filter(answer="comes").values_list("person", flat=True)
    context = {
        "group": group,
        "meeting": meeting,
        "people": [(one, one.pk in here) for one in people],
        "others": [(one, one.pk in here) for one in others],
        "here": len(here),
        "coming": set(coming),
        "guests": meeting.guests.all(),
        "guest_form": GuestForm(),
        "point_form": QuickPointForm(),
        "lines": _lines(meeting),
        "takers": Person.objects.filter(pk__in=meeting.takers.values("person")),
        "later": timezone.localdate() > timezone.localdate(meeting.starts_at),
        "sealing_key": _sealing_key(person, meeting),
    }
    return render(request, "meetings/writing.html", context)


def _people(group: Group, meeting: Meeting) -> tuple[list[Person], list[Person]]:
    """Return the core, and who else belongs to the group, on the day of the meeting."""
    day = timezone.localdate(meeting.starts_at)
    core = core_of(group, day)
    rest = Membership.objects.there(day).filter(group=group).exclude(person__in=core)
    return core, [one.person for one in rest.select_related("person")]


@dataclass(frozen=True, slots=True)
class Line:
    """A point with what is written of it. approval_url: where the minutes that it is about are approved, or empty."""

    point: AgendaPoint
    text: str
    version: int
    approval_url: str


def _lines(meeting: Meeting) -> list[Line]:
    points = AgendaPoint.objects.on_agenda().filter(meeting=meeting)
    points = points.select_related("by", "passage")
    return [_line(one) for one in points.prefetch_related("decided__decision", "given__task")]


def _line(point: AgendaPoint) -> Line:
    passage, former = getattr(point, "passage", None), ""
    if point.matter.startswith("minutes-"):
        approval = reverse("meetings:approval", args=[point.matter.removeprefix("minutes-")])
        former = f"{approval}?point={point.pk}"
    return Line(point, passage.text if passage else "", passage.version if passage else 0, former)


def _sealing_key(person: Person, meeting: Meeting) -> str:
    """Return what seals, in the browser, words that could not be sent yet: 256 bits in hexadecimal.

    Of this person and meeting alone: whoever finds the device signed out has words that nobody can read.
    """
    value = f"{person.pk}:{meeting.pk}"
    return salted_hmac("meetings.minutes", value, algorithm="sha256").hexdigest()


@require_GET
@never_cache
def state(request: MemberRequest, pk: int) -> HttpResponse:
    """What others wrote meanwhile, for the page that is open."""
    meeting = meeting_to_write(request, pk)
    passages = Passage.objects.filter(point__meeting=meeting)
    rows = passages.values("point", "text", "version")
    here = list(meeting.attendances.values_list("person", flat=True))
    return JsonResponse({"passages": list(rows), "here": here})


@require_POST
@while_open
def passage(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what was said of a point; what somebody else wrote meanwhile is shown beside it."""
    point, form = point_to_write(request, pk), PassageForm(request.POST)
    if not form.is_valid():
        return _wrong(request, point, form)
    text, version = printable(form.cleaned_data["text"]), form.cleaned_data["version"]
    try:
        kept = Passage.write(point, text, version=version, by=request.user, at=timezone.now())
    except ChangedMeanwhile:
        theirs = Passage.objects.select_related("by").get(point=point)
        return _both(request, point, text, theirs)
    if by_script(request):
        return JsonResponse({"version": kept.version})
    return _back(point.meeting_id, f"point-{point.pk}")


def _wrong(request: MemberRequest, point: AgendaPoint, form: PassageForm) -> HttpResponse:
    if by_script(request):
        said = " ".join(str(errors[0]) for errors in form.errors.values())
        return JsonResponse({"message": said}, status=422)
    context = {"group": point.meeting.group, "point": point, "form": form}
    return render(request, "meetings/passage.html", context, status=422)


def _both(request: MemberRequest, point: AgendaPoint, text: str, theirs: Passage) -> HttpResponse:
    by = theirs.by.name if theirs.by else ""
    if by_script(request):
        said = {"version": theirs.version, "text": theirs.text, "by": by}
        return JsonResponse(said, status=409)
    form = PassageForm({"text": text, "version": theirs.version})
    context = {"group": point.meeting.group, "point": point, "form": form, "theirs": theirs}
    return render(request, "meetings/passage.html", context, status=409)


def _back(meeting: int, place: str) -> HttpResponse:
    return redirect(f"{reverse('meetings:writing', args=[meeting])}#{place}")


@require_POST
@while_open
def attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """One tap: somebody is there, or is not."""
    meeting = meeting_to_write(request, pk)
    key, here = request.POST.get("person", ""), request.POST.get("here") == "yes"
    core, rest = _people(meeting.group, meeting)
    known = {str(one.pk): one for one in [*core, *rest]}
    if key not in known:
        return JsonResponse({"message": _("Nobody of the group.")}, status=422)
    Attendance.tick(meeting, known[key], here=here, by=request.user, at=timezone.now())
    if by_script(request):
        return JsonResponse({})
    return _back(pk, "present")


@require_POST
@while_open
def guests(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_write(request, pk)
    form = GuestForm(request.POST)
    if form.is_valid():
        name = printable(form.cleaned_data["name"])
        Guest.welcome(meeting, name, by=request.user, at=timezone.now())
    else:
        messages.error(request, str(form.errors["name"][0]))
    return _back(pk, "present")


@require_POST
@while_open
def guest_removal(request: MemberRequest, pk: int) -> HttpResponse:
    mine = Meeting.objects.filter(group__in=Group.objects.joined_by(request.user))
    guest = get_object_or_404(Guest, pk=pk, meeting__in=mine)
    meeting = meeting_to_write(request, guest.meeting_id)
    guest.strike(by=request.user, at=timezone.now())
    return _back(meeting.pk, "present")


@require_POST
@while_open
@once(back="meetings:writing")
def more_points(request: MemberRequest, pk: int) -> HttpResponse:
    """A point that came up during the meeting."""
    meeting = meeting_to_write(request, pk)
    form, now = QuickPointForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, str(form.errors["title"][0]))
        return _back(pk, "more")
    title = printable(form.cleaned_data["title"])
    point = bring_up(meeting, title, by=request.user, at=now)
    return _back(pk, f"point-{point.pk}")


@require_http_methods(["GET", "POST"])
@while_open
@once
def decision(request: MemberRequest, pk: int) -> HttpResponse:
    """A show of hands under a point."""
    point = point_to_write(request, pk)
    meeting = point.meeting
    form = HandsForm(typed(request), initial=hands_of(meeting) | {"title": point.title})
    if request.method == "POST" and form.is_valid():
        try:
            decide(point, **form.values(), by=request.user, at=timezone.now())
        except NoDecision as missed:
            form.add_error(None, missed_in_words(missed))
        else:
            messages.success(request, _("The decision is in the register."))
            return _back(meeting.pk, f"point-{pk}")
    context = {"group": meeting.group, "meeting": meeting, "point": point, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/point_decision.html", context, status=status)


def hands_of(meeting: Meeting) -> dict[str, Any]:
    """Return what is known of a show of hands before it: the day, and how many of the core are there."""
    core = core_of(meeting.group, timezone.localdate(meeting.starts_at))
    present = meeting.attendances.filter(person__in=core).count()
    return {"day": timezone.localdate(meeting.starts_at), "present": present or None}


def missed_in_words(missed: NoDecision) -> str:
    steps = arithmetic(missed.outcome.steps, {})
    return " ".join([result_in_words(missed.outcome.result), *steps])


@require_http_methods(["GET", "POST"])
@while_open
@once
def task(request: MemberRequest, pk: int) -> HttpResponse:
    """A task that comes out of a point."""
    point = point_to_write(request, pk)
    group = point.meeting.group
    form = TaskForm(typed(request), loads=loads(group, timezone.localdate()), initial={"places": 1})
    if request.method == "POST" and form.is_valid():
        entrust(point, **form.words(), by=request.user, at=timezone.now())
        messages.success(request, _("The task is written down."))
        return _back(point.meeting_id, f"point-{pk}")
    context = {"group": group, "meeting": point.meeting, "point": point, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/point_task.html", context, status=status)
