"""What the secretariat sees of a group: always, and what the group shares beyond."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampion.groups.models import Sharing
from lampion.groups.reach import own_group
from lampion.groups.rules import can_share
from lampion.groups.sharing import kinds, states
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


@require_GET
def sharing(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    past = group.sharings.exclude(until=None).select_related("by", "ended_by")[:20]
    names = {kind.key: kind.title for kind in kinds()}
    context = {
        "group": group,
        "states": states(group),
        "past": [(names[one.kind], one) for one in past if one.kind in names],
        "may_share": can_share(request.user, group),
    }
    return render(request, "groups/sharing.html", context)


@require_POST
def sharing_kind(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """The wanted state comes along, so that two clicks on one button agree."""
    group = own_group(request, pk)
    require(can_share(request.user, group))
    if kind not in {one.key for one in kinds()}:
        raise Http404
    if request.POST.get("open") == "1":
        Sharing.begin(group, kind, by=request.user, at=timezone.now())
        messages.success(request, _("The secretariat can read it from now on."))
    else:
        Sharing.end(group, kind, by=request.user, at=timezone.now())
        messages.success(request, _("Taken back: the secretariat no longer reads it."))
    return redirect("groups:sharing", pk)
