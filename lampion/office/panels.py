from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse

from lampion.kit.registers import hang


def _office_menu(request: HttpRequest) -> Mapping[str, bool]:
    return {"current": request.path.startswith(reverse("office:machine"))}


hang("office-menu", 90, "office/office_menu.html", _office_menu)
