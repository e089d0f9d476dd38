from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from lampion.groups.formation import can_be_recognised, checklist, mentor_of
from lampion.groups.models import Group, LifeStage, Stage
from lampion.kit.registers import hang
from lampion.people.models import Person


def _office_menu(request: HttpRequest) -> Mapping[str, Any]:
    return {"current": request.path.startswith(reverse("groups:office-groups"))}


def _formation(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    if not _forms(group):
        return None
    today = timezone.localdate()
    return {
        "group": group,
        "items": checklist(group, on=today),
        "mentor": mentor_of(group),
        "verdict": can_be_recognised(group, on=today),
    }


def _forms(group: Group) -> bool:
    return LifeStage.objects.filter(group=group, until=None, stage=Stage.IN_FORMATION).exists()


def _forming(request: HttpRequest) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    mine = Group.objects.coordinated_by(person).at_stage(Stage.IN_FORMATION)
    today = timezone.localdate()
    rows = [
        (group, checklist(group, on=today), mentor_of(group))
        for group in mine.select_related("section")
    ]
    return {"forming": rows}


hang("office-group", 10, "groups/formation_panel.html", _formation)
hang("home", 20, "groups/forming_panel.html", _forming)
hang("office-menu", 20, "groups/office_menu.html", _office_menu)
