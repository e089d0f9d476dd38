from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.kit.registers import Appointment, dates_from, hang
from lampion.meetings.models import Meeting, Rhythm
from lampion.people.models import Person


def calendar_url(group: Group) -> str:
    """Give the address of the group's calendar; it has no language."""
    if group.section.is_home:
        return reverse("calendar:calendar", args=[group.number])
    return reverse("calendar:section-calendar", args=[group.section.code, group.number])


def _group_page(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    meetings = list(Meeting.objects.to_come(timezone.now()).filter(group=group)[:3])
    if not meetings:
        return None
    rhythm = Rhythm.objects.open().filter(group=group).first()
    said = {"next": meetings[0], "others": meetings[1:], "rhythm": rhythm}
    return said | {"calendar": calendar_url(group)}


def _home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    keys = [group.pk for group in groups]
    to_come = Meeting.objects.to_come(timezone.now()).filter(group__in=keys)
    announces = Group.objects.coordinated_by(person).filter(pk__in=keys).exists()
    shown = to_come.select_related("group")[:3]
    return {"meetings": shown, "announces": announces, "several": len(groups) > 1}


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    home = reverse("meetings:group-meetings", args=[group.pk])
    return {"group": group, "current": request.path == home}


def _appointments(groups: Sequence[int], since: datetime) -> Iterable[Appointment]:
    for meeting in Meeting.firsts(groups, since):
        key = f"meeting-{meeting.pk}"
        yield Appointment(key, meeting.group_id, _("meeting"), meeting.starts_at, meeting.venue)


hang("group-page", 5, "meetings/group_panel.html", _group_page)
hang("group-menu", 20, "meetings/group_menu.html", _group_menu)
hang("group-home", 10, "meetings/home_panel.html", _home)
dates_from(_appointments)
