"""Meetings as calendars read them (RFC 5545)."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from lampion.groups.models import Group
from lampion.meetings.models import Meeting


def calendar(name: str, meetings: list[Meeting], method: str = "") -> bytes:
    made = Calendar()
    made.add("prodid", "-//Lampion//Lampion//FR")
    made.add("version", "2.0")
    if method:
        made.add("method", method)
    made.add("name", name)
    made.add("x-wr-calname", name)
    for meeting in meetings:
        made.add_component(_event(meeting.group, meeting))
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
