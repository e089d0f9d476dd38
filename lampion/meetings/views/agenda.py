"""The agenda: proposed by whoever takes part, put together by whoever prepares."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lampion.groups.rules import can_announce_meetings
from lampion.kit.access import require
from lampion.kit.registers import Matter, group_matters
from lampion.kit.saying import printable
from lampion.meetings.forms import PointForm
from lampion.meetings.models import AgendaPoint, ChangedMeanwhile, HasWords, Meeting
from lampion.meetings.reach import meeting_to_come, meeting_to_prepare, own_point
from lampion.meetings.rules import can_revise_point
from lampion.meetings.views.closing import while_open
from lampion.people.requests import MemberRequest
from lampion.people.sending import once

UP, DOWN = "up", "down"


def matters_left(meeting: Meeting) -> list[Matter]:
    """Return what the group could talk about and is not on the agenda yet."""
    on_agenda = AgendaPoint.objects.on_agenda().filter(meeting=meeting)
    known = set(on_agenda.exclude(matter="").values_list("matter", flat=True))
    found = group_matters([meeting.group_id], timezone.localdate())
    return [matter for matter in found if matter.key not in known]


@require_http_methods(["GET", "POST"])
@while_open
@once
def points(request: MemberRequest, pk: int) -> HttpResponse:
    """A page on which to bring a point; of who prepares it is on the agenda at once."""
    meeting = meeting_to_come(request, pk)
    prepares = bool(can_announce_meetings(request.user, meeting.group))
    form = PointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, now = form.words(), timezone.now()
        AgendaPoint.propose(meeting, **said, by=request.user, at=now, taken=prepares)
        done = (
            _("It is on the agenda.")
            if prepares
            else _("Proposed: who prepares the meeting sees it.")
        )
        messages.success(request, done)
        return redirect("meetings:meeting", meeting.pk)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "prepares": prepares}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/points.html", context, status=status)


@require_POST
@while_open
def matters(request: MemberRequest, pk: int) -> HttpResponse:
    """Put what was ticked on the agenda."""
    meeting = meeting_to_prepare(request, pk)
    ticked = set(request.POST.getlist("matter"))
    chosen = [matter for matter in matters_left(meeting) if matter.key in ticked]
    count = AgendaPoint.fill(meeting, chosen, by=request.user, at=timezone.now())
    said = ngettext("%(count)s point added.", "%(count)s points added.", count)
    messages.success(request, said % {"count": count})
    return redirect("meetings:meeting", meeting.pk)


@require_http_methods(["GET", "POST"])
@while_open
def point(request: MemberRequest, pk: int) -> HttpResponse:
    """What somebody else wrote meanwhile is shown beside what was typed; nothing is overwritten."""
    found = own_point(request, pk)
    require(can_revise_point(request.user, found))
    form = PointForm(request.POST or None, initial=PointForm.initial_of(found))
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            found.revise(**form.words(), version=form.cleaned_data["version"] or 0)
            messages.success(request, _("Saved."))
            return redirect("meetings:meeting", found.meeting_id)
        except ChangedMeanwhile:
            meanwhile = AgendaPoint.objects.get(pk=found.pk)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(meanwhile.version)  # type: ignore[index]
    context = {"group": found.meeting.group, "point": found, "form": form, "meanwhile": meanwhile}
    status = 409 if meanwhile else 422 if form.is_bound else 200
    return render(request, "meetings/point.html", context, status=status)


@require_POST
@while_open
def place(request: MemberRequest, pk: int) -> HttpResponse:
    found = _to_order(request, pk)
    found.move(-1 if request.POST.get("to") == UP else 1)
    return redirect(f"{found.meeting.get_absolute_url()}#point-{found.pk}")


@require_POST
@while_open
def taking(request: MemberRequest, pk: int) -> HttpResponse:
    found = _to_order(request, pk)
    found.take(at=timezone.now())
    messages.success(request, _("It is on the agenda."))
    return redirect("meetings:meeting", found.meeting_id)


@require_POST
@while_open
def leaving(request: MemberRequest, pk: int) -> HttpResponse:
    found = _to_order(request, pk)
    try:
        found.leave(at=timezone.now(), reason=printable(request.POST.get("reason", ""))[:200])
        messages.success(request, _("Left for another time."))
    except HasWords:
        messages.error(request, _("The minutes say something of this point: it stays."))
    return redirect("meetings:meeting", found.meeting_id)


def _to_order(request: MemberRequest, pk: int) -> AgendaPoint:
    found = own_point(request, pk)
    require(can_announce_meetings(request.user, found.meeting.group))
    return found
