"""Papers and pictures of a case: kept by the secretariat, handed out to those whom each is for."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.forms import DocumentForm, PictureForm
from lampion.cases.listing import office_name
from lampion.cases.models import Case, CaseDocument, CasePicture, SamePerson, Stale
from lampion.cases.reach import office_case, readable_cases
from lampion.cases.rules import can_let_out, visible_documents, visible_pictures
from lampion.files.actions import store_picture
from lampion.files.checking import ENDINGS, check_document, too_large
from lampion.files.models import StoredFile
from lampion.files.receiving import dropped, measured
from lampion.files.refusal import Refused
from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases

MEGABYTE = 1024 * 1024
LONGEST = 1600


def _most_bytes(request: HttpRequest, pk: int) -> int:
    """What a paper may have; asked before the form is read. Of cases of others: none."""
    person = request.user
    case = Case.objects.select_related("section").filter(pk=pk).first()
    if case is None or not isinstance(person, Person):
        return 0
    today = timezone.localdate()
    if not can_write_cases(person, case.section, today):
        return 0
    return Parameter.objects.value(case.section, Name.FILE_MB, on=today) * MEGABYTE


@measured(_most_bytes)
@require_http_methods(["GET", "POST"])
@once
def office_document_new(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentForm(*typed, initial={"language": "fr"})
    if request.method == "POST":
        most = _most_bytes(request, pk)
        if dropped(request):
            form.is_valid()
            form.add_error("document", too_large(most))
        elif form.is_valid() and (made := _add_document(request, case, form, most)):
            messages.success(request, _waits() if made.waits else _("The document is there."))
            return redirect("cases:office-case", case.pk)
    context = {"case": case, "form": form, "section": case.section, "shown": case.edition}
    status = 422 if form.is_bound else 200
    return render(request, "cases/office_document.html", context, status=status)


def _waits() -> str:
    return _("It is there. Nobody else sees it until another of the secretariat lets it out.")


def _add_document(
    request: MemberRequest, case: Case, form: DocumentForm, most: int
) -> CaseDocument | None:
    upload = form.cleaned_data["document"]
    try:
        checked = check_document(upload, upload.name or "", most_bytes=most)
    except Refused as refused:
        form.add_error("document", str(refused.reason))
        return None
    return CaseDocument.add(case, form.words(), checked, by=request.user, at=timezone.now())


@require_POST
def office_document_release(request: MemberRequest, pk: int) -> HttpResponse:
    held = CaseDocument.objects.there().select_related("case__section")
    document = staffed_thing(request, held, can_write_cases, path="case__section", pk=pk)
    return _let_out(request, document)


def _let_out(request: MemberRequest, added: CaseDocument | CasePicture) -> HttpResponse:
    require(can_let_out(request.user, added))
    try:
        added.release(by=request.user, at=timezone.now())
        messages.success(request, _("It is let out: whom it is for sees it."))
    except (SamePerson, Stale):
        messages.error(request, _("A colleague was quicker."))
    return redirect("cases:office-case", added.case_id)


@never_cache
@require_http_methods(["GET", "POST"])
def office_document_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more: what goes does not come back."""
    held = CaseDocument.objects.there().select_related("case__section", "case__edition")
    document = staffed_thing(request, held, can_write_cases, path="case__section", pk=pk)
    if request.method == "GET":
        said = {"about": document.title, "question": _("Remove the document?"), "deed": _("Remove")}
        said["what_goes"] = _(
            "Nobody finds it any more, and its file is deleted: nothing brings it back."
        )
        return render(request, "cases/office_once_more.html", said | _asked_of(document.case))
    document.remove(by=request.user, at=timezone.now())
    messages.success(request, _("Nobody finds it any more."))
    return redirect("cases:office-case", document.case_id)


@require_http_methods(["GET", "POST"])
@once
def office_picture_new(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PictureForm(*typed)
    if request.method == "POST" and form.is_valid():
        try:
            made = _add_picture(request, case, form)
            messages.success(request, _waits() if made.waits else _("The picture is there."))
            return redirect("cases:office-case", case.pk)
        except Refused as refused:
            form.add_error("picture", str(refused.reason))
    context = {"case": case, "form": form, "section": case.section, "shown": case.edition}
    status = 422 if form.is_bound else 200
    return render(request, "cases/office_picture.html", context, status=status)


@transaction.atomic
def _add_picture(request: MemberRequest, case: Case, form: PictureForm) -> CasePicture:
    now, upload = timezone.now(), form.cleaned_data["picture"]
    file = store_picture(upload, by=request.user, at=now, longest=LONGEST, is_public=False)
    return CasePicture.add(case, form.words(), file, by=request.user, at=now)


@require_POST
def office_picture_release(request: MemberRequest, pk: int) -> HttpResponse:
    held = CasePicture.objects.select_related("case__section")
    picture = staffed_thing(request, held, can_write_cases, path="case__section", pk=pk)
    return _let_out(request, picture)


@never_cache
@require_http_methods(["GET", "POST"])
def office_picture_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more: what goes does not come back."""
    held = CasePicture.objects.select_related("case__section", "case__edition", "file")
    picture = staffed_thing(request, held, can_write_cases, path="case__section", pk=pk)
    if request.method == "GET":
        said = {"about": picture.alt, "question": _("Remove the picture?")}
        said["deed"] = _("Remove the picture")
        said["what_goes"] = _(
            "It leaves every page at once, and its file is deleted: nothing brings it back."
        )
        return render(request, "cases/office_once_more.html", said | _asked_of(picture.case))
    case = picture.case_id
    picture.remove(by=request.user, at=timezone.now())
    messages.success(request, _("The picture is gone."))
    return redirect("cases:office-case", case)


def _asked_of(case: Case) -> dict[str, str]:
    return {"name": office_name(case), "back": reverse("cases:office-case", args=[case.pk])}


@login_not_required
@require_GET
@never_cache
def picture(request: HttpRequest, key: str) -> FileResponse:
    """Asked anew each time: a consent taken back, or a case suspended, closes it at once."""
    found = get_object_or_404(CasePicture.objects.select_related("case__section", "file"), key=key)
    person = request.user if isinstance(request.user, Person) else None
    if person and can_write_cases(person, found.case.section, timezone.localdate()):
        return _handed_out(found.file)
    case = readable_cases(request).filter(pk=found.case_id).first()
    if case is None or not visible_pictures(person, case).filter(pk=found.pk).exists():
        raise Http404
    return _handed_out(found.file)


@login_not_required
@require_GET
@never_cache
def document(request: HttpRequest, key: str, pk: int) -> FileResponse:
    person = request.user if isinstance(request.user, Person) else None
    case = get_object_or_404(Case.objects.select_related("section"), key=key)
    papers = CaseDocument.objects.there().filter(case=case)
    if not (person and can_write_cases(person, case.section, timezone.localdate())):
        readable = get_object_or_404(readable_cases(request), pk=case.pk)
        papers = visible_documents(person, readable, timezone.now())
    found = get_object_or_404(papers.select_related("file"), pk=pk)
    assert found.file is not None, "only a removed one has none"
    name = f"{found.index} {found.title}".strip().replace("/", "-")
    return _handed_out(found.file, name=f"{name}{ENDINGS.get(found.file.media_type, '')}")


def _handed_out(file: StoredFile, name: str = "") -> FileResponse:
    answer = FileResponse(
        default_storage.open(file.path),
        content_type=file.media_type,
        as_attachment=bool(name),
        filename=name,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
