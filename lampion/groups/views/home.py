"""The home of a group: what its rooms hang there, for its members."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lampion.groups.reach import own_group
from lampion.people.requests import MemberRequest


@require_GET
def home(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    return render(request, "groups/home.html", {"group": group, "groups": [group]})
