"""Lists that the secretariat brings: checked line by line, then applied whole or not at all."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lampion.kit.lists import Faulty
from lampion.kit.registers import UnknownName
from lampion.kit.spreadsheets import Unreadable, read_table
from lampion.people.requests import MemberRequest
from lampion.sections import lists
from lampion.sections.forms import ImportForm
from lampion.sections.lists import Importer, Overtaken
from lampion.sections.models import ListImport
from lampion.sections.reach import staffed_section, staffed_thing

SHOWN = 200


def _importer(kind: str) -> Importer:
    try:
        return lists.importer_of(kind)
    except UnknownName:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def office_imports(request: MemberRequest, kind: str) -> HttpResponse:
    importer = _importer(kind)
    section = staffed_section(request, importer.rule)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, now = form.cleaned_data["file"], timezone.now()
        try:
            table = read_table(upload.read())
            kept = lists.keep(section, kind, table, upload.name, by=request.user, at=now)
            return redirect("sections:office-import", kind, kept.pk)
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable.reason))
    past = ListImport.objects.filter(section=section, kind=kind)
    context = {
        "form": form,
        "importer": importer,
        "columns": importer.columns.headers(),
        "required": [importer.columns.name(name) for name in importer.columns.required],
        "past": past.select_related("by")[:20],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "sections/office_imports.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_import(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """GET shows what the list would change, POST changes it: all of it or nothing."""
    importer = _importer(kind)
    imports = ListImport.objects.select_related("section")
    kept = staffed_thing(request, imports, importer.rule, pk=pk, kind=kind)
    if request.method == "POST":
        try:
            lists.apply_kept(kept, by=request.user, at=timezone.now())
        except Faulty:
            messages.error(request, _("Nothing was changed: some lines have faults."))
        except Overtaken:
            messages.error(
                request, _("Nothing was changed: somebody changed the same things. Apply again.")
            )
        return redirect("sections:office-import", kind, pk)
    context = {"kept": kept, "importer": importer}
    if kept.applied_at or not kept.content:
        return render(request, "sections/office_import_done.html", context)
    return render(request, "sections/office_import.html", context | _preview(importer, kept))


def _preview(importer: Importer, kept: ListImport) -> dict[str, object]:
    plan = lists.kept_plan(kept)
    counts = plan.counts()
    faults = [
        (line, importer.columns.name(fault.column), fault.message)
        for line in plan.having("error")[:SHOWN]
        for fault in line.faults
    ]
    changes = [
        (line, change)
        for line in plan.having("changed")[:SHOWN]
        for change in importer.in_words(line.changes)
    ]
    lines = ngettext("%(count)d line", "%(count)d lines", len(plan.lines))
    return {
        "counts": counts,
        "ignored": plan.ignored,
        "faults": faults,
        "new": plan.having("new")[:SHOWN],
        "aside": plan.having("aside")[:SHOWN],
        "changes": changes,
        "shown": SHOWN,
        "work": counts["new"] + counts["changed"],
        "said": lines % {"count": len(plan.lines)},
    }
