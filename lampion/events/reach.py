from django.shortcuts import get_object_or_404

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.people.requests import MemberRequest


def own_event(request: MemberRequest, pk: int) -> Event:
    """Return an event of a group to which whoever asks belongs: any other does not exist (404)."""
    mine = Group.objects.joined_by(request.user)
    events = Event.objects.filter(group__in=mine).select_related("group__section")
    return get_object_or_404(events, pk=pk)
