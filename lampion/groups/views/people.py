"""Who belongs to a group: its members see one another as far as each opened what is theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.groups import rules
from lampion.groups.actions import invite_member, move
from lampion.groups.fields import Sight, Standing, printed_phone, shown_name, sight, standing
from lampion.groups.forms_people import CircleForm, LeavingForm, MemberForm, MovingForm, PauseForm
from lampion.groups.members import details, rows
from lampion.groups.models import (
    AlreadyInvited,
    AlreadyMember,
    Field,
    Group,
    GroupInvitation,
    LastCoordinator,
    Membership,
    Pause,
    Profile,
    Reveal,
)
from lampion.groups.models.mandate import leave
from lampion.groups.reach import own_group
from lampion.groups.rules import can_manage_people, can_take_part
from lampion.groups.work import deeds
from lampion.journal import models as journal
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.sections.models import SectionMember


@never_cache
@require_GET
def people(request: MemberRequest, pk: int) -> HttpResponse:
    """The core sees everybody; who is further out sees themself and who answers for the group."""
    group, today = own_group(request, pk), timezone.localdate()
    stands = standing(request.user, group)
    found = rows(group, request.user, stands, today)
    if stands is Standing.OUTSIDE:
        found = [row for row in found if row.own or row.does]
    context = {
        "group": group,
        "rows": found,
        "manages": stands is Standing.RESPONSABLE,
        "takes_part": stands is not Standing.OUTSIDE,
    }
    if context["manages"]:
        asked = GroupInvitation.objects.open(timezone.now()).filter(group=group)
        context["invited"] = asked.select_related("person", "by")
    return render(request, "groups/people.html", context)


@require_http_methods(["GET", "POST"])
def member_new(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_manage_people(request.user, group))
    form = MemberForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            invite_member(group, said.pop("email"), **said, by=request.user, at=timezone.now())
            messages.success(
                request,
                _("An invitation is on its way. Whoever accepts it is a member from then on."),
            )
            return redirect("groups:people", pk)
        except AlreadyMember:
            form.add_error("email", _("This person belongs to the group already."))
        except AlreadyInvited:
            form.add_error("email", _("This person is invited already, and has not answered yet."))
    status = 422 if form.is_bound else 200
    return render(request, "groups/member_new.html", {"group": group, "form": form}, status=status)


@never_cache
@require_GET
def print_list(request: MemberRequest, pk: int) -> HttpResponse:
    """A sheet of what members opened to the whole core; whoever prints it stands on it."""
    group, today = own_group(request, pk), timezone.localdate()
    require(can_manage_people(request.user, group))
    journal.write("printed the members", group, by=request.user)
    sheet = [
        (
            shown_name(row.membership.person, Standing.CORE),
            row,
            printed_phone(row.membership.person),
        )
        for row in rows(group, request.user, Standing.CORE, today)
    ]
    return render(request, "groups/members_print.html", {"group": group, "sheet": sheet})


@never_cache
@require_GET
def attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """A sheet to sign at a meeting: names, and room for four evenings and for guests."""
    group, today = own_group(request, pk), timezone.localdate()
    require(can_take_part(request.user, group))
    found = rows(group, request.user, Standing.CORE, today)
    context = {"group": group, "rows": found, "evenings": range(4), "guests": range(6)}
    return render(request, "groups/attendance.html", context)


def _reach(request: MemberRequest, pk: int) -> tuple[Membership, Standing]:
    """Return a membership of today in a group of whoever asks, and how they stand to it."""
    groups = Group.objects.joined_by(request.user)
    held = Membership.objects.active().filter(group__in=groups)
    found = get_object_or_404(held.select_related("group__section", "person"), pk=pk)
    if found.person_id == request.user.pk:
        return found, Standing.OWNER
    require(can_take_part(request.user, found.group))
    return found, standing(request.user, found.group)


def _hold(request: MemberRequest, pk: int) -> Membership:
    """Return a membership that whoever asks may change: their own, or one that they manage."""
    found, stands = _reach(request, pk)
    if stands is not Standing.OWNER:
        require(can_manage_people(request.user, found.group))
    return found


def _show(
    request: MemberRequest, found: Membership, stands: Standing, *, revealed: str = "", **more: Any
) -> HttpResponse:
    on, person, group = timezone.localdate(), found.person, found.group
    own = stands is Standing.OWNER
    close = own or stands is Standing.RESPONSABLE
    does = deeds(group).get(person.pk, [])
    profile = Profile.objects.filter(person=person).first()
    register = SectionMember.objects.of(person).filter(section=group.section) if close else None
    context = {
        "group": group,
        "membership": found,
        "name": person.name if own or does else shown_name(person, stands),
        "does": does,
        "details": details(person, stands, revealed),
        "pause": Pause.objects.lasting(on).filter(membership=found).first(),
        "section_member": register.first() if register is not None else None,
        "profile": profile,
        "offers": list(profile.offers.all()) if profile else [],
        "own": own,
        "close": close,
        "manages": (own and bool(can_manage_people(request.user, group)))
        or stands is Standing.RESPONSABLE,
        "circle_form": CircleForm(initial={"circle": found.circle}),
        "pause_form": PauseForm(initial={"since": on}),
        "today": on,
    } | more
    status = 422 if more else 200
    return render(request, "groups/member.html", context, status=status)


@never_cache
@require_GET
def member(request: MemberRequest, pk: int) -> HttpResponse:
    return _show(request, *_reach(request, pk))


@never_cache
@require_POST
def contact(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one detail that its owner opened; each look is counted."""
    found, stands = _reach(request, pk)
    field = request.POST.get("field", "")
    if field not in (Field.EMAIL, Field.PHONE):
        return redirect("groups:member", pk)
    if sight(Field(field), found.person, stands) is Sight.NO:
        raise PermissionDenied(_("This detail is not open to you."))
    if stands is not Standing.OWNER:
        Reveal.note(found, field, by=request.user, at=timezone.now())
    return _show(request, found, stands, revealed=field)


@require_POST
def circle(request: MemberRequest, pk: int) -> HttpResponse:
    found, _stands = _reach(request, pk)
    require(can_manage_people(request.user, found.group))
    form = CircleForm(request.POST)
    if form.is_valid():
        if found.person_id in deeds(found.group) and form.cleaned_data["circle"] != "core":
            messages.error(request, rules.CORE_ANSWERS)
            return redirect("groups:member", pk)
        found.change_circle(form.cleaned_data["circle"], by=request.user)
        messages.success(request, _("Saved."))
    return redirect("groups:member", pk)


@require_POST
def pauses(request: MemberRequest, pk: int) -> HttpResponse:
    found = _hold(request, pk)
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show(request, *_reach(request, pk), pause_form=form)
    Pause.begin(found, **form.cleaned_data, by=request.user, on=timezone.localdate())
    messages.success(request, _("Noted. Rest well: the group waits."))
    return redirect("groups:member", pk)


@require_POST
def pause_ending(request: MemberRequest, pk: int) -> HttpResponse:
    found = _hold(request, pk)
    for pause in Pause.objects.open().filter(membership=found):
        pause.end(by=request.user, on=timezone.localdate())
    messages.success(request, _("The pause is over."))
    return redirect("groups:member", pk)


@require_http_methods(["GET", "POST"])
def leaving(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST ends the membership with all that hangs on it."""
    found = _hold(request, pk)
    own = found.person_id == request.user.pk
    require(rules.can_let_go(request.user, found))
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leave(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except LastCoordinator:
            messages.error(request, rules.LAST_COORDINATOR)
            return redirect("groups:member", pk)
        messages.success(request, _("Done: the door of the group is closed from the next click."))
        return redirect("/home/") if own else redirect("groups:people", found.group_id)
    context = {"group": found.group, "membership": found, "form": form, "own": own}
    return render(request, "groups/member_leaving.html", context)


@require_http_methods(["GET", "POST"])
def moving(request: MemberRequest, pk: int) -> HttpResponse:
    """From this group to another one of the section that takes people."""
    found = _hold(request, pk)
    own, group = found.person_id == request.user.pk, found.group
    require(rules.can_let_go(request.user, found))
    others = Group.objects.open_to_newcomers().filter(section=group.section).exclude(pk=group.pk)
    form = MovingForm(request.POST or None, groups=others)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            move(found, to, by=request.user, at=timezone.now())
        except LastCoordinator:
            messages.error(request, rules.LAST_COORDINATOR)
            return redirect("groups:member", pk)
        except AlreadyMember:
            form.add_error("to", _("This person belongs to that group already."))
        else:
            messages.success(request, _("Moved: the other group knows."))
            return redirect("groups:home" if own else "groups:people", to.pk if own else group.pk)
    status = 422 if form.is_bound else 200
    context = {"group": group, "membership": found, "form": form, "own": own}
    return render(request, "groups/member_moving.html", context, status=status)
