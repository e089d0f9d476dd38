from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lampion.groups.models import Group
from lampion.kit.registers import hang


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = request.resolver_match
    current = here is not None and here.app_name == "events"
    return {"url": reverse("events:group", args=[group.pk]), "current": current}


hang("group-menu", 25, "events/group_menu.html", _group_menu)
