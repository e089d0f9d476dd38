"""A group's meetings as a calendar that telephones and computers subscribe to (RFC 5545)."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lampion.groups.models import Group
from lampion.meetings import ics
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
    answer = HttpResponse(ics.calendar(group, list(recent)), content_type="text/calendar")
    answer["Content-Disposition"] = f'inline; filename="{section.code}-{group.number}.ics"'
    return answer
