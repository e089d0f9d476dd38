"""The tasks of a group: the list with its filters, a new one, the sheet to print."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups.reach import own_group
from lampion.groups.rules import takes_part
from lampion.groups.sharing import sharing_of
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.tasks.forms import TaskForm
from lampion.tasks.lines import lines, open_lines
from lampion.tasks.load import loads
from lampion.tasks.models import Outcome, Task, TaskQuerySet
from lampion.tasks.rules import can_add_tasks

SHOWN = 40


@require_GET
def tasks(request: MemberRequest, pk: int) -> HttpResponse:
    group, today = own_group(request, pk), timezone.localdate()
    seen = Task.objects.filter(group=group).seen_by(request.user)
    core = takes_part(request.user, group)
    found = loads(group, today) if core else []
    names = {str(load.person.pk): load.person for load in found}
    person = names.get(request.GET.get("person", ""))
    show = request.GET.get("show", "")
    chosen = seen.open().of(person) if person else _filtered(seen, show, request, today)
    page = Paginator(chosen.told(request.user), SHOWN).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "core": core,
        "person": person,
        "show": "" if person else show,
        "filters": _filters(seen, request, today),
        "lines": lines(page.object_list, today),
        "sharing": sharing_of(group, "tasks"),
        "page": page,
        "loads": found,
        "most": max([load.open + load.done for load in found], default=0) or 1,
    }
    return render(request, "tasks/group.html", context)


def _filtered(seen: TaskQuerySet, show: str, request: MemberRequest, today: Any) -> TaskQuerySet:
    done, dropped = seen.closed_as(Outcome.DONE), seen.closed_as(Outcome.DROPPED)
    kinds = {
        "mine": lambda: seen.open().of(request.user),
        "free": lambda: seen.open().free(),
        "late": lambda: seen.late(today),
        "done": lambda: done.order_by("-closings__at", "-pk").filter(closings__undone_at=None),
        "dropped": lambda: dropped.order_by("-pk"),
    }
    return kinds[show]() if show in kinds else seen.open()


def _filters(seen: TaskQuerySet, request: MemberRequest, today: Any) -> list[tuple[str, str, Any]]:
    """Return key, words and number of each way to look at the list; past ones are not counted."""
    still = seen.open()
    mine, free = still.of(request.user).values("pk"), still.free().values("pk")
    counts = still.aggregate(
        every=Count("pk"),
        mine=Count("pk", filter=Q(pk__in=mine)),
        free=Count("pk", filter=Q(pk__in=free)),
        late=Count("pk", filter=Q(due_on__lt=today)),
    )
    return [
        ("", _("All that is open"), counts["every"]),
        ("mine", _("Mine"), counts["mine"]),
        ("free", _("Who wants to?"), counts["free"]),
        ("late", _("Late"), counts["late"]),
        ("done", _("Done"), None),
        ("dropped", _("Dropped"), None),
    ]


@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_add_tasks(request.user, group))
    form = TaskForm(
        request.POST if request.method == "POST" else None, loads=loads(group, timezone.localdate())
    )
    if request.method == "POST" and form.is_valid():
        task = Task.add(group, by=request.user, at=timezone.now(), **form.words())
        return redirect("tasks:task", task.pk)
    status = 422 if form.is_bound else 200
    return render(request, "tasks/form.html", {"group": group, "form": form}, status=status)


@require_GET
def sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """On paper, for the wall and for who has no telephone: who does what until when, with boxes to tick."""
    group, today = own_group(request, pk), timezone.localdate()
    found = open_lines([group], request.user, today)
    context = {"group": group, "lines": found, "today": today}
    return render(request, "tasks/sheet.html", context)
