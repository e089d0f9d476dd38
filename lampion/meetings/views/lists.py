"""The meetings of a member's groups, and of one group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups.models import Group, Power
from lampion.groups.reach import own_group
from lampion.groups.rules import can_announce_meetings, takes_part
from lampion.meetings.forms import NewMeetingForm
from lampion.meetings.models import Meeting, MeetingQuerySet, Rhythm, Stage
from lampion.people.requests import MemberRequest

PAST = 24


@require_http_methods(["GET", "POST"])
def meetings(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    mine = Group.objects.where_opens(request.user, Power.MEETINGS).select_related("section")
    if request.method == "POST" and not mine.exists():
        raise PermissionDenied(_("Only a responsable of the group announces its meetings."))
    form = NewMeetingForm(request.POST or None, groups=mine)
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        if not _taken(group, form):
            Meeting.announce(group, form.starts_at(), **form.words(), by=request.user, at=now)
            messages.success(request, _("Announced: the meeting is on the page of the group."))
            return redirect("meetings:meetings")
        form.add_error("day", _("The group already meets at that moment."))
    groups = Group.objects.joined_by(request.user)
    to_come = Meeting.objects.to_come(now).filter(group__in=groups).select_related("group__section")
    keys = set(mine.values_list("pk", flat=True))
    context = {"meetings": to_come, "form": form if keys else None, "mine": keys}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/meetings.html", context, status=status)


def _taken(group: Group, form: NewMeetingForm) -> bool:
    """Whether the group meets then already, with other words: the same form twice is the same meeting."""
    there = Meeting.objects.standing().filter(group=group, starts_at=form.starts_at()).first()
    return there is not None and any(
        getattr(there, name) != value for name, value in form.words().items()
    )


def _past(mine: MeetingQuerySet, to_come: MeetingQuerySet) -> list[tuple[Meeting, str]]:
    """Return the last meetings with the step that each reached, in two queries."""
    past = mine.standing().exclude(pk__in=to_come.values("pk")).order_by("-starts_at")
    found = list(past.prefetch_related("stages")[:PAST])
    order = list(Stage)
    reached = [[Stage(row.stage) for row in meeting.stages.all()] for meeting in found]
    last = [str(max(steps, key=order.index).label) if steps else "" for steps in reached]
    return list(zip(found, last, strict=True))


@require_GET
def group_meetings(request: MemberRequest, pk: int) -> HttpResponse:
    group, now = own_group(request, pk), timezone.now()
    mine = Meeting.objects.filter(group=group)
    to_come = mine.to_come(now)
    context = {
        "group": group,
        "to_come": to_come,
        "past": _past(mine, to_come),
        "rhythm": Rhythm.objects.open().filter(group=group).first(),
        "prepares": bool(can_announce_meetings(request.user, group)),
        "takes_part": takes_part(request.user, group),
    }
    return render(request, "meetings/group_meetings.html", context)
