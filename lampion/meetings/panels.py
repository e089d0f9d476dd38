from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lampion.groups.models import Group, Power
from lampion.kit.formats import local_date
from lampion.kit.registers import Appointment, Matter, dates_from, hang, matters_from, moments_from
from lampion.meetings.models import Invitation, Meeting, Rhythm, Stage
from lampion.people.models import Person

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


def _begins(group: int, after: datetime) -> datetime | None:
    """From then on nobody can say any more whether they come."""
    later = Meeting.objects.standing().filter(group=group, starts_at__gt=after)
    return later.order_by("starts_at").values_list("starts_at", flat=True).first()


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


hang("group-page", 5, "meetings/group_panel.html", _group_page)
hang("group-menu", 20, "meetings/group_menu.html", _group_menu)
hang("group-home", 10, "meetings/home_panel.html", _home)
dates_from(_appointments)
moments_from(_begins)
matters_from(_to_convene)
