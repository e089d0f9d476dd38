from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lampion.kit.registers import hang


def _office_menu(request: HttpRequest) -> Mapping[str, Any]:
    return {"current": request.path.startswith(reverse("groups:office-groups"))}


hang("office-menu", 20, "groups/office_menu.html", _office_menu)
