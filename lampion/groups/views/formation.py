"""What the section asks of a group that forms: the secretariat words it, ticks it, and recognises the group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampion.groups.formation import can_be_recognised, recognise
from lampion.groups.forms import RequirementForm
from lampion.groups.models import Group, LifeStage, Requirement, Stage
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_edit_groups


@require_http_methods(["GET", "POST"])
def office_requirements(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    asked = Requirement.objects.asked(section)
    form = RequirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Requirement.objects.create(section=section, words=form.words(), position=asked.count())
        messages.success(request, _("Saved."))
        return redirect("groups:office-requirements")
    status = 422 if form.is_bound else 200
    context = {"form": form, "asked": asked}
    return render(request, "groups/office_requirements.html", context, status=status)


@require_POST
def office_requirement_dropping(request: MemberRequest, pk: int) -> HttpResponse:
    asked = Requirement.objects.filter(ended_at=None).select_related("section")
    staffed_thing(request, asked, can_edit_groups, pk=pk).drop(at=timezone.now())
    messages.success(request, _("This is no longer asked."))
    return redirect("groups:office-requirements")


def _reach(request: MemberRequest, pk: int) -> Group:
    groups = Group.objects.select_related("section")
    return staffed_thing(request, groups, can_edit_groups, pk=pk)


@require_POST
def office_fulfilment(request: MemberRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """Tick what the group did; "back" takes the tick away."""
    group, at = _reach(request, pk), timezone.now()
    asked = get_object_or_404(Requirement.objects.asked(group.section), pk=requirement_pk)
    if "back" in request.POST:
        asked.take_back(group, by=request.user, at=at)
    else:
        asked.fulfil(group, by=request.user, at=at)
    return redirect("groups:office-group", pk)


@require_POST
def office_recognition(request: MemberRequest, pk: int) -> HttpResponse:
    group, now, today = _reach(request, pk), timezone.now(), timezone.localdate()
    if not LifeStage.objects.filter(group=group, until=None, stage=Stage.IN_FORMATION).exists():
        raise PermissionDenied(_("This group is not in formation."))
    verdict = can_be_recognised(group, on=today)
    if verdict.allowed:
        recognise(group, by=request.user, on=today, at=now)
        messages.success(request, _("Recognised: the group is active."))
    else:
        messages.error(request, str(verdict.reason))
    return redirect("groups:office-group", pk)
