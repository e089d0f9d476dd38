"""Which functions the section offers to its groups, in its own words, and what each opens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampion.groups.forms_people import SectionFunctionForm
from lampion.groups.models import SectionFunction
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_edit_groups


@require_http_methods(["GET", "POST"])
def office_functions(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    form = SectionFunctionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        powers = form.cleaned_data["powers"]
        SectionFunction.offer(section, form.names(), powers, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("groups:office-functions")
    context = {"form": form, "offered": SectionFunction.objects.offered(section)}
    status = 422 if form.is_bound else 200
    return render(request, "groups/office_functions.html", context, status=status)


def _reach(request: MemberRequest, pk: int) -> SectionFunction:
    offered = SectionFunction.objects.filter(ended_at=None).select_related("section")
    return staffed_thing(request, offered, can_edit_groups, pk=pk)


@require_http_methods(["GET", "POST"])
def office_function(request: MemberRequest, pk: int) -> HttpResponse:
    function = _reach(request, pk)
    initial = SectionFunctionForm.initial_of(function)
    form = SectionFunctionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        powers = form.cleaned_data["powers"]
        function.revise(form.names(), powers, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("groups:office-functions")
    context = {"form": form, "function": function}
    status = 422 if form.is_bound else 200
    return render(request, "groups/office_function.html", context, status=status)


@require_POST
def office_function_dropping(request: MemberRequest, pk: int) -> HttpResponse:
    _reach(request, pk).drop(by=request.user, at=timezone.now())
    messages.success(request, _("It is no longer offered; who has it keeps it."))
    return redirect("groups:office-functions")
