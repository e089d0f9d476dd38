"""The responsable announces meetings; members see those of their groups."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampion.groups.models import Group
from lampion.groups.rules import can_announce_meetings
from lampion.kit.access import require
from lampion.meetings.forms import MeetingForm, NewMeetingForm
from lampion.meetings.models import AlreadyAnnounced, Meeting
from lampion.people.requests import MemberRequest


@require_http_methods(["GET", "POST"])
def meetings(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    mine = Group.objects.coordinated_by(request.user).select_related("section")
    if request.method == "POST" and not mine.exists():
        raise PermissionDenied(_("Only a responsable of the group announces its meetings."))
    form = NewMeetingForm(request.POST or None, groups=mine)
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        Meeting.announce(group, form.starts_at(), **form.words(), by=request.user, at=now)
        messages.success(request, _("Announced: the meeting is on the page of the group."))
        return redirect("meetings:meetings")
    groups = Group.objects.joined_by(request.user)
    to_come = Meeting.objects.to_come(now).filter(group__in=groups).select_related("group__section")
    keys = set(mine.values_list("pk", flat=True))
    context = {"meetings": to_come, "form": form if keys else None, "mine": keys}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/meetings.html", context, status=status)


def _reach(request: MemberRequest, pk: int) -> Meeting:
    groups = Group.objects.joined_by(request.user)
    to_come = Meeting.objects.to_come(timezone.now()).filter(group__in=groups)
    meeting = get_object_or_404(to_come.select_related("group__section"), pk=pk)
    require(can_announce_meetings(request.user, meeting.group))
    return meeting


@require_http_methods(["GET", "POST"])
def meeting(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    form = MeetingForm(request.POST or None, initial=MeetingForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            found.change(form.starts_at(), **form.words(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("meetings:meetings")
        except AlreadyAnnounced:
            form.add_error("day", _("The group already meets at that moment."))
    status = 422 if form.is_bound else 200
    context = {"form": form, "meeting": found}
    return render(request, "meetings/meeting.html", context, status=status)


@require_http_methods(["GET", "POST"])
def cancellation(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes the meeting off the page."""
    found = _reach(request, pk)
    if request.method == "POST":
        found.cancel(by=request.user, at=timezone.now())
        messages.success(request, _("This meeting is cancelled and off the page."))
        return redirect("meetings:meetings")
    return render(request, "meetings/cancellation.html", {"meeting": found})
