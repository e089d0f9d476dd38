from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lampion.groups.models import Group, Membership, Power
from lampion.groups.rules import takes_part
from lampion.groups.sharing import Kind, shareable
from lampion.kit.formats import local_date
from lampion.kit.registers import (
    Appointment,
    Matter,
    dates_from,
    group_matters_from,
    hang,
    matters_from,
    moments_from,
)
from lampion.meetings.models import (
    Amendment,
    Invitation,
    Meeting,
    MeetingQuerySet,
    MeetingStage,
    MinuteTaker,
    PointTask,
    Rhythm,
    Stage,
)
from lampion.people.models import Person
from lampion.tasks.models import Task

LOOK_BACK, LOOK_FAR_BACK = timedelta(days=62), timedelta(days=400)
TO_WRITE, TO_ANSWER, TO_READ = timedelta(days=7), timedelta(days=14), timedelta(days=21)
LOOK_AHEAD, NOTICE = timedelta(days=14), timedelta(days=7)


def calendar_url(group: Group) -> str:
    """Give the address of the group's calendar; it has no language."""
    if group.section.is_home:
        return reverse("calendar:calendar", args=[group.number])
    return reverse("calendar:section-calendar", args=[group.section.code, group.number])


def feed_url(group: Group) -> str:
    """Give the address of the group's feed; it has no language."""
    if group.section.is_home:
        return reverse("calendar:atom", args=[group.number])
    return reverse("calendar:section-atom", args=[group.section.code, group.number])


def _group_page(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    meetings = list(Meeting.objects.to_come(timezone.now()).filter(group=group)[:3])
    if not meetings:
        return None
    rhythm = Rhythm.objects.open().filter(group=group).first()
    said = {"next": meetings[0], "others": meetings[1:], "rhythm": rhythm}
    return said | {"calendar": calendar_url(group), "feed": feed_url(group)}


def _home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    keys = [group.pk for group in groups]
    to_come = Meeting.objects.to_come(timezone.now()).filter(group__in=keys)
    announces = Group.objects.where_opens(person, Power.MEETINGS).filter(pk__in=keys).exists()
    shown = list(to_come.select_related("group")[:3])
    invited = Invitation.objects.filter(person=person, meeting__in=shown)
    open_now = invited.filter(meeting__starts_at__gt=timezone.now())
    mine = {invitation.meeting_id: invitation for invitation in open_now}
    rows = [(meeting, mine.get(meeting.pk)) for meeting in shown]
    return {"meetings": rows, "announces": announces, "several": len(groups) > 1}


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    match = request.resolver_match
    return {"group": group, "current": match is not None and match.app_name == "meetings"}


def _appointments(groups: Sequence[int], since: datetime) -> Iterable[Appointment]:
    for meeting in Meeting.objects.firsts(groups, since):
        key = f"meeting-{meeting.pk}"
        yield Appointment(
            key, meeting.group_id, gettext_lazy("meeting"), meeting.starts_at, meeting.venue
        )


def _begins(group: int, after: datetime) -> datetime | None:
    """From then on nobody can say any more whether they come."""
    later = Meeting.objects.standing().filter(group=group, starts_at__gt=after)
    return later.order_by("starts_at").values_list("starts_at", flat=True).first()


def _of_meetings(person: Person, on: date) -> Iterable[Matter]:
    """What somebody convenes, writes, answers or reads of meetings of their core, in one query."""
    mine = Membership.objects.active().core().filter(person=person).values("group")
    opened = Group.objects.where_opens(person, Power.MEETINGS)
    rows = (
        _near(on)
        .filter(group__in=mine)
        .annotate(
            prepares=Exists(opened.filter(pk=OuterRef("group"))),
            takes=Exists(MinuteTaker.objects.filter(meeting=OuterRef("pk"), person=person)),
            begun=Exists(MeetingStage.objects.filter(meeting=OuterRef("pk"))),
            convened=_reached(Stage.CONVENED),
            drafted_at=Subquery(_stages(Stage.DRAFTED).values("at")[:1]),
            waiting=Exists(Amendment.objects.filter(point__meeting=OuterRef("pk"), taken=None)),
        )
    )
    shown = (*SHOWN, "prepares", "takes", "begun", "convened", "drafted_at", "waiting")
    for row in rows.values(*shown):
        yield from _matter_of(row, on)


def _matter_of(row: dict[str, Any], on: date) -> Iterable[Matter]:
    day, drafted = timezone.localdate(row["starts_at"]), row["drafted_at"]
    answers = row["prepares"] or row["takes"]
    if drafted and answers and row["waiting"]:
        yield _matter(row, "answer-minutes", since=day, due_on=day + TO_ANSWER)
    elif drafted:
        if timezone.localdate(drafted) > on - TO_READ:
            yield _matter(row, "read-minutes", since=day)
    elif row["starts_at"] < _midnight(on):
        if answers and row["begun"]:
            yield _matter(row, "write-minutes", since=day, due_on=day + TO_WRITE)
    elif row["prepares"] and not row["convened"]:
        yield _matter(row, "convene", since=day - LOOK_AHEAD, due_on=max(on, day - NOTICE))


def _to_approve(groups: Sequence[int], on: date) -> Iterable[Matter]:
    for row in _near(on).filter(_reached(Stage.DRAFTED), group__in=groups).values(*SHOWN):
        yield _matter(row, "minutes", since=timezone.localdate(row["starts_at"]))


SHOWN = ("pk", "starts_at", "group", "group__name")


def _near(on: date) -> MeetingQuerySet:
    """Return the meetings of the last two months and of the next two weeks whose minutes nobody approved.

    Minutes that lie before the group wait longer: many groups rest in summer.
    """
    today = _midnight(on)
    near = Meeting.objects.standing().filter(
        Q(starts_at__gte=today - LOOK_BACK) | Q(_reached(Stage.DRAFTED)),
        starts_at__gte=today - LOOK_FAR_BACK,
        starts_at__lt=today + LOOK_AHEAD,
    )
    return near.exclude(_reached(Stage.APPROVED))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, timezone.get_default_timezone())


def _stages(stage: Stage) -> QuerySet[MeetingStage]:
    return MeetingStage.objects.filter(meeting=OuterRef("pk"), stage=stage)


def _reached(stage: Stage) -> Exists:
    return Exists(_stages(stage))


# What is to be done -> how it is said, and the page where it is done.
SAID = {
    "convene": (gettext_lazy("Convene the meeting of %(day)s"), "meetings:convocation"),
    "write-minutes": (gettext_lazy("Write the minutes of %(day)s"), "meetings:meeting"),
    "answer-minutes": (
        gettext_lazy("Answer the amendments to the minutes of %(day)s"),
        "meetings:minutes",
    ),
    "read-minutes": (gettext_lazy("Read the minutes of %(day)s"), "meetings:minutes"),
    "minutes": (gettext_lazy("Approve the minutes of %(day)s"), "meetings:minutes"),
}


def _matter(row: dict[str, Any], what: str, *, since: date, due_on: date | None = None) -> Matter:
    title, page = SAID[what]
    return Matter(
        key=f"{what}-{row['pk']}",
        title=title % {"day": local_date(timezone.localdate(row["starts_at"]))},
        url=reverse(page, args=[row["pk"]]),
        since=since,
        due_on=due_on,
        where=row["group__name"],
        group=row["group"],
    )


def _came_out_of(request: HttpRequest, task: Task) -> Mapping[str, Any] | None:
    """The meeting that a task came out of, for who reads minutes."""
    person = request.user
    assert isinstance(person, Person)
    found = PointTask.objects.filter(task=task).select_related("point__meeting").first()
    if found is None or not takes_part(person, task.group):
        return None
    return {"point": found.point}


shareable(
    Kind(
        key="minutes",
        order=30,
        title=gettext_lazy("Minutes"),
        says=gettext_lazy("The minutes that the group approved; not those that are being written."),
        page="meetings:office-minutes",
    )
)
hang("task-page", 20, "meetings/task_panel.html", _came_out_of)
hang("group-page", 5, "meetings/group_panel.html", _group_page)
hang("group-menu", 20, "meetings/group_menu.html", _group_menu)
hang("group-home", 10, "meetings/home_panel.html", _home)
dates_from(_appointments)
moments_from(_begins)
matters_from(_of_meetings)
group_matters_from(_to_approve)
