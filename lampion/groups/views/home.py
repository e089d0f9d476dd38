"""The home of a group: what its rooms hang there, for its members."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from lampion.groups.keeping import kept_home
from lampion.groups.reach import own_group
from lampion.kit.registers import matters_of_group
from lampion.people.requests import MemberRequest


@require_GET
def home(request: MemberRequest, pk: int) -> HttpResponse:
    return kept_home(request, pk, lambda: _draw(request, pk))


def _draw(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    waiting = matters_of_group(request.user, group.pk, localdate())
    return render(
        request, "groups/home.html", {"group": group, "groups": [group], "matters": waiting}
    )
