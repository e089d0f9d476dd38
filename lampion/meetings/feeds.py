"""A group's meetings as a calendar that telephones and computers subscribe to (RFC 5545)."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from lampion.groups.models import Group
from lampion.meetings.models import Meeting
from lampion.sections.home import section_of

KEPT = timedelta(days=90)


@login_not_required
@require_safe
@cache_control(max_age=900)
def calendar(request: HttpRequest, number: int, code: str | None = None) -> HttpResponse:
    section = section_of(request, code)
    group = get_object_or_404(Group.objects.public(), section=section, number=number)
    group.section = section
    recent = Meeting.objects.filter(group=group, starts_at__gt=timezone.now() - KEPT)
    answer = HttpResponse(_calendar(group, list(recent)), content_type="text/calendar")
    answer["Content-Disposition"] = f'inline; filename="{section.code}-{group.number}.ics"'
    return answer


def _calendar(group: Group, meetings: list[Meeting]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Lampion//Lampion//FR")
    made.add("version", "2.0")
    made.add("name", f"{group.section.name}, {group.name}")
    made.add("x-wr-calname", f"{group.section.name}, {group.name}")
    for meeting in meetings:
        made.add_component(_event(group, meeting))
    packed: bytes = made.to_ical()
    return packed


def _event(group: Group, meeting: Meeting) -> Event:
    """Instants in UTC, so that no table of time zones is needed."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{host}")
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("sequence", meeting.changes)
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", f"{group.section.name}, {group.name}")
    event.add("location", meeting.venue)
    event.add("url", settings.SITE_URL + group.get_absolute_url())
    if meeting.note:
        event.add("description", meeting.note)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event
