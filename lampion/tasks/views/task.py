"""One task: what it says, how it is changed, dropped and handed back; and all of mine."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups.models import Group
from lampion.groups.rules import takes_part
from lampion.kit.access import require
from lampion.kit.saying import say_done
from lampion.people.requests import MemberRequest
from lampion.tasks.forms import ReturnForm, TaskForm
from lampion.tasks.history import history
from lampion.tasks.lines import line, open_lines
from lampion.tasks.load import loads
from lampion.tasks.models import Share, Task
from lampion.tasks.rules import can_change_task, can_hand_back
from lampion.tasks.views.reaching import reach


@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    groups = list(Group.objects.joined_by(request.user).distinct())
    found = open_lines(groups, request.user, timezone.localdate())
    context = {
        "mine": [one for one in found if one.mine],
        "free": [one for one in found if one.takeable],
        "groups": groups,
    }
    return render(request, "tasks/mine.html", context)


@require_GET
def task(request: MemberRequest, pk: int) -> HttpResponse:
    found = reach(request, pk)
    told = Task.objects.told(request.user).get(pk=pk)
    core = takes_part(request.user, found.group)
    context = {
        "group": found.group,
        "task": found,
        "line": line(told, timezone.localdate()),
        "core": core,
        "history": history(found) if core else [],
    }
    return render(request, "tasks/task.html", context)


@require_http_methods(["GET", "POST"])
def details(request: MemberRequest, pk: int) -> HttpResponse:
    found = reach(request, pk)
    require(can_change_task(request.user, found))
    form = TaskForm(
        request.POST if request.method == "POST" else None,
        loads=loads(found.group, timezone.localdate()),
        initial=TaskForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        found.change(by=request.user, at=timezone.now(), **form.words())
        messages.success(request, _("Saved."))
        return redirect("tasks:task", pk)
    context = {"group": found.group, "form": form, "task": found}
    return render(request, "tasks/details.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def dropping(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes the task off the list."""
    found = reach(request, pk)
    require(can_change_task(request.user, found))
    if request.method == "POST":
        found.drop(by=request.user, at=timezone.now())
        undo = reverse("tasks:reopening", args=[pk])
        say_done(request, _("Dropped: the task is off the list."), undo=undo)
        return redirect("tasks:group", found.group_id)
    return render(request, "tasks/dropping.html", {"group": found.group, "task": found})


@require_http_methods(["GET", "POST"])
def handing_back(request: MemberRequest, pk: int) -> HttpResponse:
    found = reach(request, pk)
    require(can_hand_back(request.user, found))
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        held = Share.objects.held().get(task=found, person=request.user)
        held.end(by=request.user, at=timezone.now(), word=form.cleaned_data["word"])
        messages.success(request, _("Handed back: the group sees that it is free again."))
        return redirect("tasks:group", found.group_id)
    status = 422 if request.method == "POST" else 200
    context = {"group": found.group, "task": found, "form": form}
    return render(request, "tasks/return.html", context, status=status)
