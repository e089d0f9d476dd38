"""Pictures of a sheet: laid there by whoever has the paper, looked at by whoever counts, erased with the count."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lampion.files.actions import Refused
from lampion.files.checking import Checked, too_large
from lampion.files.pages import check_pages
from lampion.files.receiving import dropped, measured
from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.petitions.models import (
    MOST_PAGES,
    KeyDestroyed,
    NotNow,
    Sheet,
    SheetScan,
    TooManyPages,
)
from lampion.petitions.paper_forms import ScanForm
from lampion.petitions.paper_reach import reached_sheet
from lampion.petitions.paper_rules import can_see_scan
from lampion.petitions.views.counts import page_of
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

MEGABYTE = 1024 * 1024


def _most_bytes(request: HttpRequest, code: str) -> int:
    """What a file may have. Asked before the form is read: whoever does not reach the sheet sends nothing."""
    if not isinstance(request.user, Person):
        return 0
    _sheet, reached = reached_sheet(cast("MemberRequest", request), code)
    section, today = reached.bundle.petition.section, timezone.localdate()
    return Parameter.objects.value(section, Name.FILE_MB, on=today) * MEGABYTE


@require_POST
@measured(_most_bytes)
def scans(request: MemberRequest, code: str) -> HttpResponse:
    found, reached = reached_sheet(request, code)
    form = ScanForm(request.POST, request.FILES)
    # Drawn before anything is locked: nobody waits for a slow file.
    pages = _pages(request, form, _most_bytes(request, code)) if form.is_valid() else []

    @once(back="petitions:sheet")
    def kept(request: MemberRequest, code: str) -> HttpResponse:
        if pages and _laid(request, found, form, pages):
            text = _(
                "The picture is there for who counts next. Look whether each line can be read."
            )
            messages.success(request, text)
            return redirect("petitions:sheet", code)
        context = page_of(request, found, reached, scan_form=form)
        return render(request, "petitions/sheet.html", context, status=422)

    return kept(request, found.code)


def _pages(request: HttpRequest, form: ScanForm, most_bytes: int) -> list[Checked]:
    """Return the pages of what came; none, with words beside the field, if there is nothing to be read."""
    if dropped(request):
        form.add_error("file", too_large(most_bytes))
        return []
    pages: list[Checked] = []
    for name in ("photo", "file"):
        upload = form.cleaned_data[name]
        if not upload:
            continue
        try:
            pages += check_pages(upload, most_bytes=most_bytes, most_pages=MOST_PAGES)
        except Refused as refused:
            form.add_error(name, str(refused.reason))
            return []
    if not pages:
        form.add_error("photo", _("Take a photo, or choose a file."))
    return pages


def _laid(request: MemberRequest, found: Sheet, form: ScanForm, pages: list[Checked]) -> bool:
    try:
        SheetScan.lay(found, pages, by=request.user, at=timezone.now())
    except (NotNow, KeyDestroyed):
        text = _("A picture is for counting: this sheet is not there, or its number is settled.")
        form.add_error("photo", text)
        return False
    except TooManyPages:
        text = ngettext(
            "A sheet has %(most)s picture at most: erase one first.",
            "A sheet has %(most)s pictures at most: erase one first.",
            MOST_PAGES,
        )
        form.add_error("photo", text % {"most": MOST_PAGES})
        return False
    return True


def _reached(request: MemberRequest, code: str, pk: int) -> SheetScan:
    """Return a picture that whoever asks may open (else 404, or 403 with the reason)."""
    sheet, _reached = reached_sheet(request, code)
    found = get_object_or_404(SheetScan, sheet=sheet, pk=pk)
    found.sheet = sheet
    require(can_see_scan(request.user, found))
    return found


@require_GET
def scan(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """The picture itself, unsealed for this answer alone; no browser keeps it, the journal keeps who looked."""
    found = _reached(request, code, pk)
    try:
        data = found.open(by=request.user, at=timezone.now())
    except KeyDestroyed:
        raise Http404 from None
    answer = HttpResponse(data, content_type="image/webp")
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@require_POST
def removal(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    found = _reached(request, code, pk)
    found.remove(by=request.user, at=timezone.now())
    messages.success(request, _("The picture is erased."))
    return redirect(found.sheet)
