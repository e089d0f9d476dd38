from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups import imports, member_list, people_panels, spreadsheet
from lampion.groups.formation import can_be_recognised, checklist, mentor_of
from lampion.groups.models import Document, Group, LifeStage, Stage
from lampion.groups.models.group import changes_in_words
from lampion.kit.registers import hang
from lampion.people.assurance import enrolled
from lampion.people.models import Person
from lampion.sections.lists import Importer, importer
from lampion.sections.reach import opens
from lampion.sections.rules import can_edit_groups, can_edit_section


def _office_menu(request: HttpRequest) -> Mapping[str, Any] | None:
    if not opens(request, can_edit_groups):
        return None
    lists = [
        reverse("sections:office-imports", args=[kind]) for kind in ("groups", "group-members")
    ]
    return {"current": request.path.startswith((reverse("groups:office-groups"), *lists))}


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


def _secured(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    """People of the group who have a second proof, for who may take it away when it is lost."""
    person = request.user
    assert isinstance(person, Person)
    if not can_edit_section(person, group.section, timezone.localdate()):
        return None
    members = [one.person for one in group.memberships.active().select_related("person")]
    secured = enrolled(members)
    people = [one for one in members if one.pk in secured and one.pk != person.pk]
    return {"group": group, "people": people} if people else None


def _forming(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    mine = Group.objects.coordinated_by(person).at_stage(Stage.IN_FORMATION)
    mine = mine.filter(pk__in=[group.pk for group in groups])
    today = timezone.localdate()
    rows = [
        (group, checklist(group, on=today), mentor_of(group))
        for group in mine.select_related("section")
    ]
    return {"forming": rows}


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    return {"group": group, "current": request.path == reverse("groups:home", args=[group.pk])}


def _documents_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = reverse("groups:documents", args=[group.pk])
    return {"group": group, "current": request.path.startswith((here, "/documents/"))}


def _newest_documents(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    """The newest papers of the groups, of those open to whoever asks; in one query."""
    person = request.user
    assert isinstance(person, Person)
    papers = Document.objects.there().filter(group__in=groups).open_to(person)
    newest = papers.select_related("group").order_by("-at", "-pk")[:3]
    return {"documents": newest, "several": len(groups) > 1, "group": next(iter(groups), None)}


importer(
    Importer(
        kind="groups",
        title=_("Groups"),
        thing=_("Group"),
        hints=(
            _("A group is known by its number; a column that is not there changes nothing."),
            _("Postcodes served are written with | between them."),
            _("The export of the groups has the right form."),
        ),
        home="groups:office-groups",
        columns=spreadsheet.COLUMNS,
        rule=can_edit_groups,
        plan=imports.plan,
        write=imports.write,
        in_words=changes_in_words,
    )
)
importer(
    Importer(
        kind="group-members",
        title=_("Members and mandates of the groups"),
        thing=_("Member"),
        hints=(
            _("One line for each member of a group; a second one for a second mandate."),
            _("Circle: core, network or occasional. Mandate: responsable, treasurer, or nothing."),
            _("The day counts for what is new; it changes no mandate that somebody has already."),
            _("Nobody is mailed, and nobody leaves a group by an import."),
        ),
        home="groups:office-groups",
        columns=member_list.COLUMNS,
        rule=can_edit_groups,
        plan=member_list.plan,
        write=member_list.write,
        in_words=member_list.in_words,
    )
)
hang("office-group", 10, "groups/formation_panel.html", _formation)
hang("group-home", 30, "groups/forming_panel.html", _forming)
hang("group-home", 50, "groups/documents_panel.html", _newest_documents)
hang("group-menu", 60, "groups/documents_menu.html", _documents_menu)
hang("group-menu", 10, "groups/group_menu.html", _group_menu)
hang("office-menu", 20, "groups/office_menu.html", _office_menu)
hang("office-group", 90, "groups/secured_panel.html", _secured)
people_panels.hang_all()
