from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lampion.groups.models import Group, Membership, Power
from lampion.kit.formats import local_date
from lampion.kit.registers import (
    Appointment,
    Matter,
    dates_from,
    group_matters_from,
    hang,
    matters_from,
)
from lampion.meetings.models import (
    Amendment,
    Invitation,
    Meeting,
    MeetingQuerySet,
    MeetingStage,
    MinuteTaker,
    Rhythm,
    Stage,
)
from lampion.people.models import Person

LOOK_BACK, TO_READ = timedelta(days=62), timedelta(days=21)
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
    for meeting in Meeting.firsts(groups, since):
        key = f"meeting-{meeting.pk}"
        yield Appointment(
            key, meeting.group_id, gettext_lazy("meeting"), meeting.starts_at, meeting.venue
        )


def _to_convene(person: Person, on: date) -> Iterable[Matter]:
    """Meetings of the next two weeks that somebody prepares and nobody is convened to."""
    midnight = datetime.combine(on, time.min, timezone.get_default_timezone())
    soon = Meeting.objects.standing().filter(
        starts_at__gte=midnight,
        starts_at__lt=midnight + LOOK_AHEAD,
        group__in=Group.objects.where_opens(person, Power.MEETINGS),
    )
    for meeting in soon.exclude(stages__stage=Stage.CONVENED).select_related("group"):
        day = timezone.localdate(meeting.starts_at)
        yield Matter(
            key=f"convene-{meeting.pk}",
            title=_("Convene the meeting of %(day)s") % {"day": local_date(day)},
            url=reverse("meetings:convocation", args=[meeting.pk]),
            since=day - LOOK_AHEAD,
            due_on=max(on, day - NOTICE),
            where=meeting.group.name,
            group=meeting.group_id,
        )


def _minutes(person: Person, on: date) -> Iterable[Matter]:
    """What somebody writes, answers or reads of the meetings of the last two months, in one query."""
    mine = Membership.objects.active().core().filter(person=person).values("group")
    for meeting in (
        _recent(on)
        .filter(group__in=mine)
        .annotate(
            prepares=Exists(
                Group.objects.where_opens(person, Power.MEETINGS).filter(pk=OuterRef("group"))
            ),
            takes=Exists(MinuteTaker.objects.filter(meeting=OuterRef("pk"), person=person)),
            begun=Exists(MeetingStage.objects.filter(meeting=OuterRef("pk"))),
            waiting=Exists(Amendment.objects.filter(point__meeting=OuterRef("pk"), taken=None)),
        )
    ):
        answers = meeting.prepares or meeting.takes
        drafted = meeting.drafted_at
        if not drafted and answers and meeting.begun:
            yield _matter(meeting, "write", _("Write the minutes of %(day)s"), 7)
        elif drafted and meeting.waiting and answers:
            yield _matter(
                meeting, "answer", _("Answer the amendments to the minutes of %(day)s"), 14
            )
        elif drafted and timezone.localdate(drafted) > on - TO_READ:
            yield _matter(meeting, "read", _("Read the minutes of %(day)s"), None)


def _to_approve(groups: Sequence[int], on: date) -> Iterable[Matter]:
    for meeting in _recent(on).filter(group__in=groups).exclude(drafted_at=None):
        matter = _matter(meeting, "approve", _("Approve the minutes of %(day)s"), None)
        yield replace(matter, key=f"minutes-{meeting.pk}")


def _recent(on: date) -> MeetingQuerySet:
    """Return the meetings of the last two months whose minutes nobody approved, each with its `drafted_at`."""
    now = datetime.combine(on, time.max, timezone.get_default_timezone())
    reached = MeetingStage.objects.filter(meeting=OuterRef("pk"))
    past = Meeting.objects.standing().filter(
        starts_at__lt=min(now, timezone.now()), starts_at__gt=now - LOOK_BACK
    )
    past = past.exclude(Exists(reached.filter(stage=Stage.APPROVED))).select_related("group")
    return past.annotate(drafted_at=Subquery(reached.filter(stage=Stage.DRAFTED).values("at")[:1]))


def _matter(meeting: Meeting, what: str, title: str, days: int | None) -> Matter:
    day = timezone.localdate(meeting.starts_at)
    page = "meetings:meeting" if what == "write" else "meetings:minutes"
    return Matter(
        key=f"{what}-minutes-{meeting.pk}",
        title=title % {"day": local_date(day)},
        url=reverse(page, args=[meeting.pk]),
        since=day,
        due_on=day + timedelta(days=days) if days else None,
        where=meeting.group.name,
        group=meeting.group_id,
    )


hang("group-page", 5, "meetings/group_panel.html", _group_page)
hang("group-menu", 20, "meetings/group_menu.html", _group_menu)
hang("group-home", 10, "meetings/home_panel.html", _home)
dates_from(_appointments)
matters_from(_to_convene)
matters_from(_minutes)
group_matters_from(_to_approve)
