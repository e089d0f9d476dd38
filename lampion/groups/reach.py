"""Which group a page of members is about, for whoever asks for it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from lampion.groups.models import Group
from lampion.people.requests import MemberRequest


def own_group(request: MemberRequest, pk: int) -> Group:
    """Return a group to which whoever asks belongs today: to everybody else it does not exist (404)."""
    joined = Group.objects.joined_by(request.user).select_related("section")
    return get_object_or_404(joined, pk=pk)
