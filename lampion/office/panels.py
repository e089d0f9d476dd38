from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from lampion.kit.registers import hang
from lampion.people.models import Person
from lampion.sections.reach import offices_of, opens, shown_section, staffed_sections
from lampion.sections.rules import can_steer_the_machine


def _office_menu(request: HttpRequest) -> Mapping[str, Any] | None:
    """The machine serves all sections, and is looked after by the first one."""
    if not opens(request, can_steer_the_machine):
        return None
    return {"current": request.path.startswith(reverse("office:machine"))}


def _section(request: HttpRequest) -> Mapping[str, Any] | None:
    """Which section the office shows, and the others in which its reader works."""
    section = shown_section(request)
    if section is None:
        return None
    others = [one for one in staffed_sections(request) if one.pk != section.pk]
    return {"section": section, "others": others}


def _home(request: HttpRequest) -> Mapping[str, Any] | None:
    person, front = request.user, reverse("office:office")
    assert isinstance(person, Person)
    offices = offices_of(person, timezone.localdate())
    rows = [(office.section.name, office.address(front)) for office in offices]
    return {"offices": rows} if rows else None


hang("office-menu", 90, "office/office_menu.html", _office_menu)
hang("office-section", 10, "office/section_switch.html", _section)
hang("home", 5, "office/home_panel.html", _home)
