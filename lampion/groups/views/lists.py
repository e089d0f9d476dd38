"""Lists of groups that come and go as spreadsheets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lampion.groups import imports, spreadsheet
from lampion.groups.forms import FilterForm, ImportForm
from lampion.groups.models import Group, GroupImport
from lampion.kit.spreadsheets import WRITERS, Unreadable, read_table
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_edit_groups

SHOWN = 200


@require_GET
def office_group_export(request: MemberRequest, extension: str) -> HttpResponse:
    """The groups that the list shows, with the same columns that an import reads."""
    section = staffed_section(request, can_edit_groups)
    groups = FilterForm(request.GET).narrow(Group.objects.filter(section=section))
    rows = spreadsheet.rows(groups.order_by("number").prefetch_related("served"))
    write, media_type = WRITERS[extension]
    answer = HttpResponse(write(spreadsheet.headers(), rows), content_type=media_type)
    name = f"groups-{section.code}-{timezone.localdate():%Y-%m-%d}.{extension}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
def office_group_imports(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_edit_groups)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            table = read_table(upload.read())
            kept = imports.keep(section, table, upload.name, by=request.user, at=timezone.now())
            return redirect("groups:office-group-import", kept.pk)
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable.reason))
    context = {
        "form": form,
        "columns": spreadsheet.headers(),
        "past": GroupImport.objects.filter(section=section).select_related("by")[:20],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "groups/office_imports.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_group_import(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows what the list would change, POST changes it: all of it or nothing."""
    section = staffed_section(request, can_edit_groups)
    kept = get_object_or_404(GroupImport.objects.select_related("section"), pk=pk, section=section)
    if request.method == "POST":
        try:
            imports.apply_kept(kept, by=request.user, at=timezone.now())
        except imports.Faulty:
            messages.error(request, _("Nothing was changed: some lines have faults."))
        return redirect("groups:office-group-import", pk)
    if kept.applied_at or not kept.content:
        return render(request, "groups/office_import_done.html", {"kept": kept})
    plan = imports.kept_plan(kept)
    counts = plan.counts()
    context = {
        "kept": kept,
        "counts": counts,
        "ignored": plan.ignored,
        "faulty": plan.having("error")[:SHOWN],
        "new": plan.having("new")[:SHOWN],
        "changed": plan.having("changed")[:SHOWN],
        "shown": SHOWN,
        "work": counts["new"] + counts["changed"],
        "said": ngettext("%(count)d line", "%(count)d lines", len(plan.lines))
        % {"count": len(plan.lines)},
    }
    return render(request, "groups/office_import.html", context)
