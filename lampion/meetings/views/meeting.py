"""One meeting: its page, its details, its cancellation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups.rules import can_announce_meetings
from lampion.meetings.forms import MeetingForm
from lampion.meetings.models import AlreadyAnnounced
from lampion.meetings.reach import meeting_to_prepare, own_meeting
from lampion.people.requests import MemberRequest


@require_GET
def meeting(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_meeting(request, pk)
    to_come = not found.cancelled_at and found.ends_at > timezone.now()
    context = {
        "group": found.group,
        "meeting": found,
        "to_come": to_come,
        "prepares": to_come and bool(can_announce_meetings(request.user, found.group)),
    }
    return render(request, "meetings/meeting.html", context)


@require_http_methods(["GET", "POST"])
def details(request: MemberRequest, pk: int) -> HttpResponse:
    found = meeting_to_prepare(request, pk)
    form = MeetingForm(request.POST or None, initial=MeetingForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            found.change(form.starts_at(), **form.words(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("meetings:meeting", found.pk)
        except AlreadyAnnounced:
            form.add_error("day", _("The group already meets at that moment."))
    status = 422 if form.is_bound else 200
    context = {"form": form, "meeting": found, "group": found.group}
    return render(request, "meetings/details.html", context, status=status)


@require_http_methods(["GET", "POST"])
def cancellation(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes the meeting off the page."""
    found = meeting_to_prepare(request, pk)
    if request.method == "POST":
        found.cancel(by=request.user, at=timezone.now())
        messages.success(request, _("This meeting is cancelled and off the page."))
        return redirect("meetings:meetings")
    context = {"meeting": found, "group": found.group}
    return render(request, "meetings/cancellation.html", context)
