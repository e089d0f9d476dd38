"""Which meeting a page is about: to whoever is not of its group today it does not exist."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone

from lampion.groups.models import Group
from lampion.groups.rules import can_announce_meetings, can_take_part
from lampion.kit.access import require
from lampion.meetings.models import AgendaPoint, Meeting
from lampion.meetings.rules import can_write_minutes
from lampion.people.requests import MemberRequest


def own_meeting(request: MemberRequest, pk: int) -> Meeting:
    """Return a meeting of a group to which whoever asks belongs today (else 404)."""
    mine = Meeting.objects.filter(group__in=Group.objects.joined_by(request.user))
    return get_object_or_404(mine.select_related("group__section", "rhythm"), pk=pk)


def meeting_to_prepare(request: MemberRequest, pk: int) -> Meeting:
    """Return a meeting to come that whoever asks prepares (else 404, or 403 with the reason)."""
    mine = Meeting.objects.to_prepare(timezone.now())
    mine = mine.filter(group__in=Group.objects.joined_by(request.user))
    meeting = get_object_or_404(mine.select_related("group__section", "rhythm"), pk=pk)
    require(can_announce_meetings(request.user, meeting.group))
    return meeting


def meeting_to_come(request: MemberRequest, pk: int) -> Meeting:
    """Return a meeting to come in which whoever asks takes part (else 404, or 403 with the reason)."""
    mine = Meeting.objects.to_prepare(timezone.now())
    mine = mine.filter(group__in=Group.objects.joined_by(request.user))
    meeting = get_object_or_404(mine.select_related("group__section"), pk=pk)
    require(can_take_part(request.user, meeting.group))
    return meeting


def own_point(request: MemberRequest, pk: int) -> AgendaPoint:
    """Return a point of the agenda of a meeting to come, as `meeting_to_come`."""
    to_come = Meeting.objects.to_prepare(timezone.now())
    mine = to_come.filter(group__in=Group.objects.joined_by(request.user))
    points = AgendaPoint.objects.filter(meeting__in=mine, left_at=None)
    point = get_object_or_404(points.select_related("meeting__group__section"), pk=pk)
    require(can_take_part(request.user, point.meeting.group))
    return point


def meeting_of_core(request: MemberRequest, pk: int) -> Meeting:
    """Return a meeting that whoever asks may read from inside (else 404, or 403 with the reason)."""
    meeting = own_meeting(request, pk)
    require(can_take_part(request.user, meeting.group))
    return meeting


def meeting_to_write(request: MemberRequest, pk: int) -> Meeting:
    """Return a meeting of which whoever asks takes the minutes (else 404, or 403 with the reason)."""
    meeting = own_meeting(request, pk)
    require(can_write_minutes(request.user, meeting))
    return meeting


def point_of_core(request: MemberRequest, pk: int) -> AgendaPoint:
    """Return a point on an agenda that whoever asks may read from inside, as `meeting_of_core`."""
    mine = Meeting.objects.filter(group__in=Group.objects.joined_by(request.user))
    points = AgendaPoint.objects.on_agenda().filter(meeting__in=mine)
    point = get_object_or_404(points.select_related("meeting__group__section", "by"), pk=pk)
    require(can_take_part(request.user, point.meeting.group))
    return point


def point_to_write(request: MemberRequest, pk: int) -> AgendaPoint:
    """Return a point of a meeting of which whoever asks takes the minutes, as `meeting_to_write`."""
    point = point_of_core(request, pk)
    require(can_write_minutes(request.user, point.meeting))
    return point
