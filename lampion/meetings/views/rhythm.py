"""When the group meets as a rule."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.groups.rules import can_announce_meetings
from lampion.kit.access import require
from lampion.meetings.forms import RhythmForm
from lampion.meetings.models import Rhythm
from lampion.people.requests import MemberRequest


def _group(request: MemberRequest, pk: int) -> Group:
    group = own_group(request, pk)
    require(can_announce_meetings(request.user, group))
    return group


@require_http_methods(["GET", "POST"])
def rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    group = _group(request, pk)
    now = Rhythm.objects.open().filter(group=group).first()
    form = RhythmForm(request.POST or None, initial=RhythmForm.initial_of(group, now))
    if request.method == "POST" and form.is_valid():
        Rhythm.settle(group, **form.rule(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved: the next meetings are planned."))
        return redirect("meetings:group-meetings", group.pk)
    status = 422 if form.is_bound else 200
    context = {"group": group, "form": form, "rhythm": now}
    return render(request, "meetings/rhythm.html", context, status=status)


@require_http_methods(["GET", "POST"])
def ending(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST ends the rule."""
    group = _group(request, pk)
    found = get_object_or_404(Rhythm.objects.open().select_related("group__section"), group=group)
    if request.method == "POST":
        found.end(by=request.user, at=timezone.now())
        messages.success(request, _("Done: no meeting is planned by itself any more."))
        return redirect("meetings:group-meetings", group.pk)
    return render(request, "meetings/rhythm_ending.html", {"group": group, "rhythm": found})
