"""The papers of a group: its members read those open to them, its core adds, its responsables put in order."""

from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.files.checking import too_large
from lampion.files.receiving import dropped, measured
from lampion.files.refusal import Refused
from lampion.groups.models import Audience, Document, Folder, Group, Version
from lampion.groups.models.document import used_bytes
from lampion.groups.paper_forms import (
    DocumentForm,
    FolderForm,
    NewDocumentsForm,
    SearchForm,
    VersionForm,
)
from lampion.groups.papers import add_upload, most_of_a_file, most_of_a_group, renew_with_upload
from lampion.groups.reach import own_document, own_file_limit, own_folder, own_group
from lampion.groups.rules import (
    can_change_document,
    can_keep_documents,
    can_take_part,
    visible_documents,
)
from lampion.kit.access import require
from lampion.kit.saying import say_done
from lampion.people.requests import MemberRequest
from lampion.people.sending import once


def _most_of_document(request: HttpRequest, pk: int) -> int:
    group = Document.objects.filter(pk=pk).values_list("group", flat=True).first()
    return own_file_limit(request, group) if group else 0


@measured(own_file_limit)
@require_http_methods(["GET", "POST"])
@once
def documents(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewDocumentsForm(*typed, group=group, initial={"audience": Audience.CORE})
    if request.method == "POST":
        require(can_take_part(request.user, group))
        if dropped(request):
            form.is_valid()
            form.add_error("documents", too_large(most_of_a_file(group)))
        elif form.is_valid():
            _add(request, group, form)
        if not form.errors:
            return redirect("groups:documents", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "groups/documents.html", _shelf(request, group, form), status=status)


def _add(request: MemberRequest, group: Group, form: NewDocumentsForm) -> None:
    """Keep each file that may be kept, and say of each other why not."""
    now, kept = timezone.now(), 0
    audience, folder = form.cleaned_data["audience"], form.cleaned_data["folder"]
    faults = []
    for upload in form.cleaned_data["documents"]:
        try:
            add_upload(group, upload, by=request.user, at=now, audience=audience, folder=folder)
            kept += 1
        except Refused as refused:
            faults.append(f"{upload.name}: {refused.reason}")
    for fault in faults:
        form.add_error("documents", fault)
    if kept:
        said = ngettext("%(count)d document added.", "%(count)d documents added.", kept)
        messages.success(request, said % {"count": kept})


def _shelf(request: MemberRequest, group: Group, form: NewDocumentsForm) -> dict[str, Any]:
    """What the page shows: documents by folder, those in none first."""
    search = SearchForm(request.GET)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    seen = list(visible_documents(request.user, group).named(typed).select_related("folder"))
    newest = Version.newest_of(seen)
    keeps = bool(can_keep_documents(request.user, group))
    shelves: dict[Folder | None, list[tuple[Document, Version]]] = {None: []}
    for folder in Folder.objects.filter(group=group) if keeps and not typed else ():
        shelves[folder] = []
    for one in sorted(seen, key=lambda one: one.folder.name_key if one.folder else ""):
        shelves.setdefault(one.folder, []).append((one, newest[one.pk]))
    return {
        "group": group,
        "form": form if can_take_part(request.user, group) else None,
        "folder_form": FolderForm(auto_id="folder_%s") if keeps else None,
        "search": search,
        "typed": typed,
        "shelves": shelves.items(),
        "any": bool(seen),
        "removed": Document.objects.gone().filter(group=group) if keeps else (),
        "used": used_bytes(group),
        "most": most_of_a_group(group),
        "most_mb": most_of_a_file(group) // 1024 // 1024,
    }


@require_POST
def folders(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_keep_documents(request.user, group))
    form = FolderForm(request.POST)
    if form.is_valid():
        Folder.open(group, form.cleaned_data["name"], by=request.user, at=timezone.now())
        messages.success(request, _("The folder is there."))
    else:
        messages.error(request, _("A folder needs a name."))
    return redirect("groups:documents", pk)


@require_http_methods(["GET", "POST"])
def folder(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_folder(request, pk)
    form = FolderForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        if found.rename(form.cleaned_data["name"]):
            messages.success(request, _("Saved."))
            return redirect("groups:documents", found.group_id)
        form.add_error("name", _("Another folder has this name."))
    status = 422 if form.is_bound else 200
    context = {"group": found.group, "folder": found, "form": form}
    return render(request, "groups/folder.html", context, status=status)


@require_POST
def folder_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Its documents stay: nothing is lost, so nothing is asked."""
    found = own_folder(request, pk)
    found.dissolve()
    messages.success(request, _("The folder is gone. Its documents are there, in no folder."))
    return redirect("groups:documents", found.group_id)


@require_http_methods(["GET", "POST"])
def document(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_document(request, pk)
    form = DocumentForm.of(found, request.POST or None)
    if request.method == "POST":
        require(can_change_document(request.user, found))
        if form.is_valid():
            said = form.cleaned_data
            found.revise(
                said["name"], said["audience"], said["folder"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("Saved."))
            return redirect("groups:document", pk)
    status = 422 if form.is_bound else 200
    return render(request, "groups/document.html", _sheet(request, found, form), status=status)


def _sheet(
    request: MemberRequest,
    document: Document,
    form: DocumentForm | None = None,
    version_form: VersionForm | None = None,
) -> dict[str, Any]:
    return {
        "group": document.group,
        "document": document,
        "versions": list(document.versions.select_related("file", "by")),
        "changes": bool(can_change_document(request.user, document)),
        "form": form or DocumentForm.of(document),
        "version_form": (version_form or VersionForm())
        if can_take_part(request.user, document.group)
        else None,
    }


@measured(_most_of_document)
@require_POST
def versions(request: MemberRequest, pk: int) -> HttpResponse:
    found = own_document(request, pk)
    require(can_take_part(request.user, found.group))
    form = VersionForm(request.POST, request.FILES)
    form.is_valid()
    if dropped(request):
        form.add_error("file", too_large(most_of_a_file(found.group)))
    elif form.is_valid() and _renew(request, found, form):
        return redirect("groups:document", pk)
    context = _sheet(request, found, version_form=form)
    return render(request, "groups/document.html", context, status=422)


def _renew(request: MemberRequest, document: Document, form: VersionForm) -> bool:
    upload: File[bytes] = form.cleaned_data["file"]
    try:
        renew_with_upload(document, upload, by=request.user, at=timezone.now())
    except Refused as refused:
        form.add_error("file", str(refused.reason))
        return False
    messages.success(request, _("The new version is there; the older ones stay."))
    return True


@never_cache
@csp_replace({"default-src": [NONE], "sandbox": [""]})  # type: ignore[arg-type]
@require_GET
def version(request: MemberRequest, pk: int, number: int) -> FileResponse:
    """Hand out the file: always to be saved, never run as a page of this site."""
    found = own_document(request, pk)
    one = get_object_or_404(found.versions.select_related("file"), number=number)
    one.document = found
    answer = FileResponse(
        default_storage.open(one.file.path),
        as_attachment=True,
        filename=one.file_name,
        content_type=one.file.media_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "POST"])
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST removes; it can be put back."""
    found = own_document(request, pk)
    require(can_change_document(request.user, found))
    if request.method == "POST":
        found.remove(by=request.user, at=timezone.now())
        undo = reverse("groups:document-return", args=[pk])
        say_done(request, _("The document is removed."), undo=undo)
        return redirect("groups:documents", found.group_id)
    return render(
        request, "groups/document_removal.html", {"group": found.group, "document": found}
    )


@require_POST
def putting_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Undo a removal: of who added it or keeps the papers; a paper that is there stays there."""
    joined = Group.objects.joined_by(request.user)
    papers = Document.objects.select_related("group__section").filter(group__in=joined)
    found = get_object_or_404(papers, pk=pk)
    if not can_change_document(request.user, found):
        get_object_or_404(visible_documents(request.user, found.group), pk=pk)
    require(can_change_document(request.user, found))
    found.put_back(by=request.user, at=timezone.now())
    messages.success(request, _("The document is back."))
    return redirect("groups:document", pk)
