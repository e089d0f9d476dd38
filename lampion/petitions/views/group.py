"""What a group collects: its share of each petition, and the addresses by which a signature is its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lampion.groups.reach import own_group
from lampion.people.requests import MemberRequest
from lampion.petitions.listing import petitions_of_group


@require_GET
def group_petitions(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    rows = petitions_of_group(group, timezone.now())
    context = {"group": group, "rows": rows, "section": group.section}
    return render(request, "petitions/group_petitions.html", context)
