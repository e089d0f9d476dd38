from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.groups.sharing import Kind, shareable
from lampion.kit.registers import Matter, group_matters_from, hang, load_from, matters_from
from lampion.people.models import Person
from lampion.tasks.lines import open_lines
from lampion.tasks.load import open_shares
from lampion.tasks.models import Task, done_link

# Who promised something is reminded a week before; the group asks who wants what is free two weeks before.
SOON, FREE_SOON = timedelta(days=7), timedelta(days=14)
SHOWN = 8


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = request.resolver_match
    current = here is not None and here.app_name == "tasks"
    return {"url": reverse("tasks:group", args=[group.pk]), "current": current}


def _home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    found = open_lines(groups, person, timezone.localdate())
    mine = [line for line in found if line.mine]
    free = [line for line in found if line.takeable]
    return {
        "mine": mine[:SHOWN],
        "more_mine": max(len(mine) - SHOWN, 0),
        "free": free[:SHOWN],
        "more_free": max(len(free) - SHOWN, 0),
        "group": groups[0] if len(groups) == 1 else None,
    }


def _of(person: Person) -> QuerySet[Task]:
    return Task.objects.open().of(person).filter(due_on__isnull=False)


def _promised(person: Person, on: date) -> Iterable[Matter]:
    tasks = _of(person).filter(due_on__lte=on + SOON)
    for task in tasks.select_related("group"):
        late = task.due_on is not None and task.due_on < on
        yield Matter(
            key=f"task-{task.pk}",
            title=format_lazy(
                _("Late: {title}") if late else _("To do: {title}"), title=task.title
            ),
            url=task.get_absolute_url(),
            since=timezone.localdate(task.added_at),
            due_on=task.due_on,
            where=task.group.name,
            group=task.group_id,
            done_by_mail=partial(done_link, task, person),
        )


def _of_groups(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """Late tasks, and those that nobody took and that are due soon."""
    open_tasks = Task.objects.filter(group__in=groups).open()
    free = open_tasks.free().filter(due_on__range=(on, on + FREE_SOON))
    for task in open_tasks.late(on) | free:
        late = task.due_on is not None and task.due_on < on
        words = _("Late task: {title}") if late else _("Who wants to? {title}")
        yield Matter(
            key=f"task-{task.pk}",
            title=format_lazy(words, title=task.title),
            url=task.get_absolute_url(),
            since=timezone.localdate(task.added_at),
            due_on=task.due_on,
            group=task.group_id,
        )


shareable(
    Kind(
        key="tasks",
        order=10,
        title=_("Tasks"),
        says=_("What is to be done, until when, and first names; no notes and no checklists."),
        page="tasks:office-group",
    )
)
hang("group-menu", 30, "tasks/group_menu.html", _group_menu)
hang("group-home", 15, "tasks/home_panel.html", _home)
matters_from(_promised, when=_of)
group_matters_from(_of_groups)
load_from(open_shares)
