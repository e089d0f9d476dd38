"""Who may order, hold and count sheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case
from lampion.cases.rules import visible_cases
from lampion.groups.models import Group
from lampion.groups.rules import can_take_part, takes_part
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.petitions.models import Bundle, Petition, SheetCount, SheetScan, Step
from lampion.petitions.models.sheet import Sheet, SheetQuerySet
from lampion.sections.models import Section
from lampion.sections.rules import can_write_cases


def petitions_to_print(person: Person, group: Group, at: datetime) -> QuerySet[Petition]:
    """Return what may be signed now, of the group's section, among what somebody may read."""
    cases = visible_cases(person, at).active(at)
    return Petition.objects.open(at).filter(section=group.section_id, case__in=cases)


def office_petitions_to_print(section: Section, at: datetime) -> QuerySet[Petition]:
    cases = Case.objects.shown(at).active(at)
    return Petition.objects.open(at).filter(section=section, case__in=cases)


def visible_bundles(person: Person, at: datetime) -> QuerySet[Bundle]:
    """Return the sheets of the groups of somebody; those of a case that is hidden from them do not exist."""
    mine = Group.objects.joined_by(person)
    return Bundle.objects.filter(group__in=mine, petition__case__in=visible_cases(person, at))


def can_order_sheets(person: Person, group: Group) -> Verdict:
    return can_take_part(person, group)


def can_handle_sheets(person: Person, bundle: Bundle, on: date) -> Verdict:
    """The core of the group that ordered them, and whoever keeps cases in the secretariat."""
    office = can_write_cases(person, bundle.petition.section, on)
    if bundle.group is None or office:
        return office
    return YES if takes_part(person, bundle.group) else can_take_part(person, bundle.group)


def countable(person: Person, sheets: SheetQuerySet) -> Any:
    """Return those of the sheets that wait for a count, and that this person has not counted."""
    mine = SheetCount.objects.filter(by=person).values("sheet")
    return sheets.with_state().to_count().exclude(pk__in=mine)


def can_count(person: Person, sheet: Sheet) -> Verdict:
    """Whoever counted a sheet does not count it again: another does, and does not see the first number."""
    if SheetCount.objects.filter(sheet=sheet, by=person).exists():
        return no(_("You have counted this sheet: somebody else counts it again."))
    return YES


def can_scan(person: Person, sheet: Any) -> Verdict:
    """Lay a picture beside a sheet of `with_state`; also whoever counted it, for those who count it next."""
    if sheet.step == Step.RETURNED and sheet.valid is None:
        return YES
    return no(_("A picture is for counting: this sheet is not there, or its number is settled."))


def can_see_scan(person: Person, scan: SheetScan) -> Verdict:
    """Whoever may count the sheet; and whoever made the picture, to see whether it can be read."""
    return YES if scan.by_id == person.pk else can_count(person, scan.sheet)
