from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import assurance_from, hang
from lampion.people.models import Person
from lampion.sections import member_list, rules
from lampion.sections.assurance import second_factor_due
from lampion.sections.home import address_in
from lampion.sections.lists import Importer, importer
from lampion.sections.membership import ends_soon
from lampion.sections.models import Section, SectionMember
from lampion.sections.reach import NAMED, opens, shown_section, staffed_sections


def _office_menu(request: HttpRequest) -> Mapping[str, Any]:
    names = ("members", "pages", "section", "regions", "parameters", "staff", "absences")
    lists_url = reverse("sections:office-imports", args=["members"])
    addresses = {f"{name}_url": reverse(f"sections:office-{name}") for name in names}
    return {
        **addresses,
        "in_members": request.path.startswith(lists_url),
        "sees_members": opens(request, rules.can_see_members),
        "edits_pages": opens(request, rules.can_edit_pages),
        "edits_section": opens(request, rules.can_edit_section),
    }


def _office_form(request: HttpRequest) -> Mapping[str, Any] | None:
    """Of whoever works for several sections: which one a form of the office was filled in for."""
    section = shown_section(request)
    if section is None or len(staffed_sections(request)) < 2:
        return None
    return {"name": NAMED, "section": section}


def _home(request: HttpRequest) -> Mapping[str, Any]:
    person, today = request.user, timezone.localdate()
    assert isinstance(person, Person)
    member = SectionMember.objects.of(person).select_related("section").first()
    section = member.section if member else Section.objects.home()
    return {
        "member": member,
        "valid": member is not None and member.is_valid(today),
        "ending": member is not None and ends_soon(member, today),
        "section": section,
        "member_url": address_in(section, "sections:page", "member") if section else "",
    }


hang("office-form", 10, "sections/office_form.html", _office_form)
hang("office-menu", 30, "sections/office_menu.html", _office_menu)
assurance_from(second_factor_due)
hang("home", 40, "sections/member_panel.html", _home)
importer(
    Importer(
        kind="members",
        title=_("Members of the section"),
        thing=_("Member"),
        hints=(
            _("A member is known by the number. Nobody leaves the register by an import."),
            _("A day is written 31/12/2026 or 2026-12-31; an empty one has no end."),
        ),
        home="sections:office-members",
        columns=member_list.COLUMNS,
        rule=rules.can_see_members,
        plan=member_list.plan,
        write=member_list.write,
        in_words=member_list.in_words,
    )
)
