from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse

from lampion.kit.registers import hang


def _office_menu(request: HttpRequest) -> Mapping[str, str]:
    names = ("pages", "section", "regions", "parameters", "staff", "absences")
    return {f"{name}_url": reverse(f"sections:office-{name}") for name in names}


hang("office-menu", 30, "sections/office_menu.html", _office_menu)
