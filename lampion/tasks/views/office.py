"""The tasks of a group that shares them, as the secretariat reads them: no word of it can be changed here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lampion.groups.fields import Standing, shown_name
from lampion.groups.reach import shared_group
from lampion.people.requests import MemberRequest
from lampion.tasks.lines import Line, lines
from lampion.tasks.models import Outcome, Task

# How many of those done last are shown.
DONE = 20


@require_GET
def tasks(request: MemberRequest, pk: int) -> HttpResponse:
    group, today = shared_group(request, pk, "tasks"), timezone.localdate()
    held = Task.objects.filter(group=group)
    done = held.closed_as(Outcome.DONE).filter(closings__undone_at=None).order_by("-closings__at")
    still = lines(held.open().told(request.user), today)
    context = {
        "group": group,
        "open": [(line, _names(line)) for line in still],
        "done": [(line, _names(line)) for line in lines(done.told(request.user)[:DONE], today)],
    }
    return render(request, "tasks/office_group.html", context)


def _names(line: Line) -> str:
    """Who does it, as somebody outside the group may know them."""
    return ", ".join(shown_name(person, Standing.OUTSIDE) for person in line.people)
