"""Which case a page is about, for whoever asks for it: what they may not read answers like nothing at all."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lampion.cases.models import Adoption, Case
from lampion.cases.models.case import CaseQuerySet
from lampion.cases.rules import visible_cases
from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases


def office_case(request: MemberRequest, pk: int) -> Case:
    """Return a case of a section for which the reader writes cases (else 404, or 403 with the reason)."""
    return staffed_thing(request, Case.objects.with_edition(), can_write_cases, pk=pk)


def readable_cases(request: HttpRequest) -> CaseQuerySet:
    """The cases that whoever asks may read now."""
    now = timezone.now()
    if isinstance(request.user, Person):
        return visible_cases(request.user, now).with_edition()
    return Case.objects.public(now).with_edition()


def readable_case(request: HttpRequest, key: str) -> Case:
    return get_object_or_404(readable_cases(request), key=key)


def case_of_group(request: MemberRequest, pk: int, key: str) -> tuple[Case, Group, Adoption | None]:
    """Return a case of the section of a group (its key) that may be read, and how the group stands by it today."""
    group = own_group(request, pk)
    case = get_object_or_404(readable_cases(request), key=key, section=group.section_id)
    adoption = (
        Adoption.objects.open().filter(case=case, group=group).select_related("decision", "lead")
    )
    return case, group, adoption.first()


def own_adoption(request: MemberRequest, pk: int) -> Adoption:
    """Return how a group of the reader stands by a case that they may read (else 404)."""
    mine = Adoption.objects.open().filter(group__in=Group.objects.joined_by(request.user))
    found = get_object_or_404(mine.select_related("case", "group__section"), pk=pk)
    if not readable_cases(request).filter(pk=found.case_id).exists():
        raise Http404
    return found
