"""One button each: take it, it is done, open it again, tick a line."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lampion.kit.access import require
from lampion.kit.formats import local_date
from lampion.kit.saying import say_done
from lampion.people.requests import MemberRequest
from lampion.tasks.models import AlreadyTaken, Closing, Share, TaskClosed
from lampion.tasks.rules import can_change_task, can_finish, can_take
from lampion.tasks.views.reaching import back, reach


@require_POST
def share(request: MemberRequest, pk: int) -> HttpResponse:
    found = reach(request, pk)
    require(can_take(request.user, found))
    try:
        Share.take(found, by=request.user, at=timezone.now())
        said = _("It is yours, thank you: “%(title)s”.") % {"title": found.title}
        say_done(request, said, undo=reverse("tasks:return", args=[pk]))
    except AlreadyTaken:
        said = _("Somebody was quicker: “%(title)s” is taken. Thank you all the same.")
        messages.info(request, said % {"title": found.title})
    except TaskClosed:
        messages.info(request, _("This task is closed already."))
    return back(request, found)


@require_POST
def completion(request: MemberRequest, pk: int) -> HttpResponse:
    found = reach(request, pk)
    require(can_finish(request.user, found))
    try:
        closing = found.finish(by=request.user, at=timezone.now())
        undo = reverse("tasks:reopening", args=[pk])
        say_done(request, _in_words(closing), undo=undo)
    except TaskClosed:
        messages.info(request, _("This task was dropped: open it again first."))
    return back(request, found)


def _in_words(closing: Closing) -> str:
    said = _("Done, thank you: “%(title)s”.") % {"title": closing.task.title}
    if closing.following is None:
        return said
    day = local_date(closing.following.due_on)
    return said + " " + _("The next time is %(day)s.") % {"day": day}


@require_POST
def reopening(request: MemberRequest, pk: int) -> HttpResponse:
    """Undo: what was done or dropped is open again."""
    found = reach(request, pk)
    closing = found.standing()
    dropped = closing is not None and closing.outcome == "dropped"
    require((can_change_task if dropped else can_finish)(request.user, found))
    if closing is not None:
        closing.undo(by=request.user, at=timezone.now())
        messages.success(request, _("Open again: “%(title)s”.") % {"title": found.title})
    return back(request, found)


@require_POST
def step(request: MemberRequest, pk: int, step_pk: int) -> HttpResponse:
    """The wanted state comes along, so that two taps on one line agree."""
    found = reach(request, pk)
    require(can_finish(request.user, found))
    line = get_object_or_404(found.steps, pk=step_pk)
    if request.POST.get("done") == "1":
        line.tick(by=request.user, at=timezone.now())
    else:
        line.untick()
    return back(request, found)
