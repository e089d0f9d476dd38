"""Meetings as calendars that telephones and computers subscribe to (RFC 5545), and as a feed."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lampion.groups.models import Group
from lampion.kit.formats import local_appointment
from lampion.meetings import ics
from lampion.meetings.models import CalendarAddress, Meeting
from lampion.sections.home import section_of

KEPT = timedelta(days=90)


@login_not_required
@require_safe
@cache_control(max_age=900)
def calendar(request: HttpRequest, number: int, code: str | None = None) -> HttpResponse:
    group = _public(request, number, code)
    made = ics.calendar(f"{group.section.name}, {group.name}", _recent(group))
    answer = HttpResponse(made, content_type="text/calendar")
    answer["Content-Disposition"] = f'inline; filename="{group.section.code}-{group.number}.ics"'
    return answer


@login_not_required
@require_safe
@cache_control(private=True, max_age=300)
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The meetings of the groups to which the reader belongs at this moment; the address alone is the key."""
    person = get_object_or_404(CalendarAddress.reader(token)).person
    groups = Group.objects.joined_by(person)
    recent = Meeting.objects.filter(group__in=groups, starts_at__gt=timezone.now() - KEPT)
    made = ics.calendar(gettext("Meetings"), list(recent.select_related("group__section")))
    answer = HttpResponse(made, content_type="text/calendar")
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@require_safe
@cache_control(max_age=900)
def atom(request: HttpRequest, number: int, code: str | None = None) -> HttpResponse:
    """The public dates of a group, for readers of feeds (RFC 4287)."""
    group = _public(request, number, code)
    home = settings.SITE_URL + group.get_absolute_url()
    feed = Atom1Feed(
        title=f"{group.section.name}, {group.name}",
        link=home,
        description="",
        feed_url=settings.SITE_URL + request.path,
    )
    for meeting in _recent(group):
        feed.add_item(
            title=_title(meeting),
            link=home,
            description=meeting.venue,
            unique_id=f"{home}#meeting-{meeting.pk}",
            updateddate=meeting.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _title(meeting: Meeting) -> str:
    when = local_appointment(meeting.starts_at)
    if meeting.cancelled_at:
        return gettext("%(when)s: cancelled") % {"when": when}
    return when


def _public(request: HttpRequest, number: int, code: str | None) -> Group:
    section = section_of(request, code)
    group = get_object_or_404(Group.objects.public(), section=section, number=number)
    group.section = section
    return group


def _recent(group: Group) -> list[Meeting]:
    recent = list(Meeting.objects.filter(group=group, starts_at__gt=timezone.now() - KEPT))
    for meeting in recent:
        meeting.group = group
    return recent
