"""The minutes as one value: the same for the page, for paper, and for what is frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from lampion.decisions.models import Decision
from lampion.decisions.wording import arithmetic, result_in_words
from lampion.kit.formats import local_date
from lampion.meetings.models import AgendaPoint, Answer, Guest, Meeting
from lampion.people.models import Person
from lampion.tasks.models import Share, Task

Content = dict[str, Any]


def compose(meeting: Meeting) -> Content:
    """Return what the minutes say, as plain values; people and guests are keys (of Person, of Guest).

    Keys: starts_at (ISO 8601), minutes, venue, present, excused, guests, points; of a point title, minutes, by,
    text, decisions and tasks.
    """
    present = list(meeting.attendances.values_list("person", flat=True))
    said_no = meeting.invitations.filter(answer__in=(Answer.ABSENT, Answer.PROXY))
    points = AgendaPoint.objects.on_agenda().filter(meeting=meeting)
    points = points.select_related("passage").prefetch_related("decided__decision", "given__task")
    people = _people_of(points)
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "minutes": meeting.minutes,
        "venue": meeting.venue,
        "present": present,
        "excused": list(said_no.exclude(person__in=present).values_list("person", flat=True)),
        "guests": list(meeting.guests.values_list("pk", flat=True)),
        "points": [_point(point, people) for point in points],
    }


def _people_of(points: Iterable[AgendaPoint]) -> dict[int, list[int]]:
    """Return who has the tasks that came out of the points: task -> people, as keys, in one query."""
    tasks = [one.task_id for point in points for one in point.given.all()]
    found: dict[int, list[int]] = {task: [] for task in tasks}
    for task, person in Share.objects.held().filter(task__in=tasks).values_list("task", "person"):
        found[task].append(person)
    return found


def _point(point: AgendaPoint, people: Mapping[int, list[int]]) -> Content:
    passage = getattr(point, "passage", None)
    return {
        "key": point.pk,
        "title": point.title,
        "minutes": point.minutes,
        "by": point.by_id,
        "text": passage.text if passage else "",
        "decisions": [_decision(one.decision) for one in point.decided.all()],
        "tasks": [_task(one.task, people[one.task_id]) for one in point.given.all()],
    }


def _decision(decision: Decision) -> Content:
    return {
        "key": decision.pk,
        "number": decision.number,
        "title": decision.title,
        "words": decision.words,
        "outcome": decision.outcome,
    }


def _task(task: Task, people: list[int]) -> Content:
    return {
        "key": task.pk,
        "title": task.title,
        "people": people,
        "due_on": task.due_on.isoformat() if task.due_on else None,
    }


def read(content: Content, *, named: Callable[[Person], str] = attrgetter("name")) -> Content:
    """Return the content with people's names in the place of keys, and votes in words of the reader's language.

    named: how whoever reads may know a person.
    """
    people = Person.objects.in_bulk(set(_people(content)))
    names = {key: named(person) for key, person in people.items()}
    guests = dict(Guest.objects.filter(pk__in=content["guests"]).values_list("pk", "name"))
    shown = dict(content)
    for who in ("present", "excused"):
        shown[who] = sorted(_named(names, content[who]))
    shown["guests"] = [guests.get(key, _("a guest")) for key in content["guests"]]
    shown["points"] = [_read_point(point, names) for point in content["points"]]
    return shown


def _named(names: Mapping[int, str], keys: Iterable[int]) -> list[str]:
    return [names.get(key, _("somebody")) for key in keys]


def _people(content: Content) -> Iterator[int]:
    yield from content["present"]
    yield from content["excused"]
    for point in content["points"]:
        if point["by"]:
            yield point["by"]
        for task in point["tasks"]:
            yield from task["people"]


def _read_point(point: Content, names: Mapping[int, str]) -> Content:
    decisions = [
        one
        | {
            "result": result_in_words(one["outcome"]["result"]),
            "steps": arithmetic(one["outcome"]["steps"], {}),
        }
        for one in point["decisions"]
    ]
    tasks = [one | _read_task(one, names) for one in point["tasks"]]
    by = names.get(point["by"], "") if point["by"] else ""
    return point | {"by": by, "decisions": decisions, "tasks": tasks}


def _read_task(task: Content, names: Mapping[int, str]) -> Content:
    day = date.fromisoformat(task["due_on"]) if task["due_on"] else None
    return {"people": _named(names, task["people"]), "day": local_date(day)}
