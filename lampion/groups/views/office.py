"""The secretariat's pages about groups."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.files.actions import Refused, store_picture
from lampion.groups import rules
from lampion.groups.actions import entrust, found_group
from lampion.groups.forms import (
    FilterForm,
    GroupForm,
    MandateForm,
    NewGroupForm,
    PictureForm,
    StageForm,
)
from lampion.groups.models import Function, Group, LastCoordinator, LifeStage, Mandate, Stage
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_edit_groups

PER_PAGE = 50


@require_GET
def office_groups(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    form = FilterForm(request.GET)
    groups = form.narrow(Group.objects.filter(section=section))
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    stages = LifeStage.now_of(page)
    held = Mandate.objects.open().filter(group__in=list(page), function=Function.COORDINATOR)
    names: dict[int, list[str]] = {}
    for mandate in held.select_related("person"):
        names.setdefault(mandate.group_id, []).append(mandate.person.name)
    rows = [
        {
            "group": group,
            "stage": stages[group.pk],
            "coordinators": ", ".join(names.get(group.pk, [])),
        }
        for group in page
    ]
    context = {"form": form, "page": page, "rows": rows, "query": request.GET.urlencode()} | {
        "section": section
    }
    return render(request, "groups/office_groups.html", context)


@require_http_methods(["GET", "POST"])
def office_group_new(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    form = NewGroupForm(
        request.POST or None, section=section, initial={"languages": section.languages}
    )
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        group = found_group(
            section,
            form.cleaned_data["number"],
            changes.pop("name"),
            form.place,
            by=request.user,
            at=timezone.now(),
            served=form.cleaned_data["served"],
            stage=Stage(form.cleaned_data["stage"]),
            **{name: value for name, value in changes.items() if name not in Group.PLACED},
        )
        messages.success(request, _("The group is there. Now name its responsable."))
        return redirect("groups:office-group", group.pk)
    status = 422 if form.is_bound else 200
    return render(request, "groups/office_group_new.html", {"form": form}, status=status)


def _reach(request: MemberRequest, pk: int) -> Group:
    groups = Group.objects.select_related("section", "picture")
    return staffed_thing(request, groups, can_edit_groups, pk=pk)


def _show(request: MemberRequest, group: Group, *, status: int = 200, **forms: Any) -> HttpResponse:
    mandates = Mandate.objects.open().filter(group=group).select_related("person")
    context = {
        "group": group,
        "stage": LifeStage.objects.get(group=group, until=None),
        "stages": group.life_stages.select_related("by"),
        "mandates": mandates,
        "unmanned": not any(one.function == Function.COORDINATOR for one in mandates),
        "past": Mandate.objects.filter(group=group)
        .exclude(ended_on=None)
        .select_related("person")[:20],
        "members": group.memberships.active().count(),
        "served": group.served_postcodes(),
        "revisions": group.revisions.select_related("by")[:30],
        "stage_form": StageForm(prefix="stage"),
        "mandate_form": MandateForm(prefix="mandate", group=group),
        "picture_form": PictureForm(prefix="picture", initial={"picture_alt": group.picture_alt}),
    }
    return render(request, "groups/office_group.html", context | forms, status=status)


@require_GET
def office_group(request: MemberRequest, pk: int) -> HttpResponse:
    return _show(request, _reach(request, pk))


@require_http_methods(["GET", "POST"])
def office_group_details(request: MemberRequest, pk: int) -> HttpResponse:
    group = _reach(request, pk)
    initial = GroupForm.initial_of(group)
    form = GroupForm(request.POST or None, section=group.section, initial=initial)
    if request.method == "POST" and form.is_valid():
        served = form.cleaned_data["served"]
        group.revise(form.changes(), by=request.user, at=timezone.now(), served=served)
        messages.success(request, _("Saved."))
        return redirect("groups:office-group", pk)
    context = {"form": form, "group": group}
    status = 422 if form.is_bound else 200
    return render(request, "groups/office_group_details.html", context, status=status)


@require_POST
def office_group_picture(request: MemberRequest, pk: int) -> HttpResponse:
    """A file keeps it; without one, the words beside the picture change."""
    group, now = _reach(request, pk), timezone.now()
    form = PictureForm(request.POST, request.FILES, prefix="picture")
    form.fields["picture"].required = group.picture is None
    if not form.is_valid():
        return _show(request, group, status=422, picture_form=form)
    changes: dict[str, Any] = {"picture_alt": form.cleaned_data["picture_alt"]}
    if upload := form.cleaned_data["picture"]:
        try:
            changes["picture"] = store_picture(upload, by=request.user, at=now)
        except Refused as refused:
            form.add_error("picture", str(refused.reason))
            return _show(request, group, status=422, picture_form=form)
    group.revise(changes, by=request.user, at=now)
    messages.success(request, _("Saved."))
    return redirect("groups:office-group", pk)


@require_POST
def office_group_picture_removal(request: MemberRequest, pk: int) -> HttpResponse:
    changes = {"picture": None, "picture_alt": ""}
    _reach(request, pk).revise(changes, by=request.user, at=timezone.now())
    messages.success(request, _("The picture is gone from the page."))
    return redirect("groups:office-group", pk)


@require_POST
def office_group_stages(request: MemberRequest, pk: int) -> HttpResponse:
    group = _reach(request, pk)
    form = StageForm(request.POST, prefix="stage")
    if not form.is_valid():
        return _show(request, group, status=422, stage_form=form)
    stage, reason = Stage(form.cleaned_data["stage"]), form.cleaned_data["reason"]
    LifeStage.enter(group, stage, by=request.user, on=timezone.localdate(), reason=reason)
    messages.success(request, _("Saved."))
    return redirect("groups:office-group", pk)


@require_POST
def office_group_mandates(request: MemberRequest, pk: int) -> HttpResponse:
    group = _reach(request, pk)
    form = MandateForm(request.POST, prefix="mandate", group=group)
    if not form.is_valid():
        return _show(request, group, status=422, mandate_form=form)
    said = dict(form.cleaned_data)
    function = Function(said.pop("function"))
    entrust(group, function, said.pop("email"), **said, by=request.user, at=timezone.now())
    messages.success(request, _("Invited: a mail is on its way."))
    return redirect("groups:office-group", pk)


@require_POST
def office_mandate_ending(request: MemberRequest, pk: int, mandate_pk: int) -> HttpResponse:
    group = _reach(request, pk)
    mandate = get_object_or_404(Mandate, pk=mandate_pk, group=group)
    try:
        mandate.end(by=request.user, on=timezone.localdate())
    except LastCoordinator:
        messages.error(request, rules.LAST_COORDINATOR)
    else:
        messages.success(request, _("This mandate has ended."))
    return redirect("groups:office-group", pk)
