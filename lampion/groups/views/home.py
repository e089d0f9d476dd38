"""The home of a group: what its rooms hang there, for its members."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from lampion.groups.reach import own_group
from lampion.kit.registers import matters
from lampion.people.requests import MemberRequest


@require_GET
def home(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    waiting = [one for one in matters(request.user, localdate()) if one.group == group.pk]
    context = {"group": group, "groups": [group], "matters": waiting}
    return render(request, "groups/home.html", context)
