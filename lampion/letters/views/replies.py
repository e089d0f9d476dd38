"""Answers that came: noted by a member with a scan, seen by the group, read by the secretariat."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.rules import visible_cases
from lampion.files.actions import Refused
from lampion.files.checking import ENDINGS, check_document
from lampion.files.receiving import dropped, measured
from lampion.groups.models import Group
from lampion.groups.reach import own_file_limit, own_group
from lampion.groups.rules import can_take_part
from lampion.kit.access import no, require
from lampion.letters.forms_counting import ReplyForm
from lampion.letters.models import Reply
from lampion.letters.rules import removable_scans
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_write_cases

LISTED = 60


@require_http_methods(["GET", "POST"])
@measured(own_file_limit)
@once
def new(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_take_part(request.user, group))
    cases = visible_cases(request.user, timezone.now()).filter(section=group.section_id)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReplyForm(*typed, cases=cases.with_edition())
    if request.method == "POST" and form.is_valid() and _noted(request, group, form):
        messages.success(request, _("Thank you: the group and the secretariat have it."))
        return redirect("letters:group", pk)
    status = 422 if form.is_bound else 200
    context = {"group": group, "form": form}
    return render(request, "letters/reply_form.html", context, status=status)


def _noted(request: MemberRequest, group: Group, form: ReplyForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    if dropped(request):
        form.add_error("scan", _("This file is too large."))
        return False
    upload, scan = said["scan"], None
    if upload:
        try:
            scan = check_document(upload, upload.name)
        except Refused as refused:
            form.add_error("scan", str(refused.reason))
            return False
    Reply.note(
        group, said["case"], said["who"], said["words"], scan, received_on=said["received_on"],
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    return True


@never_cache
@csp_replace({"default-src": [NONE], "sandbox": [""]})  # type: ignore[arg-type]
@require_GET
def scan(request: MemberRequest, pk: int) -> FileResponse:
    """For members of the group who may read the case, always to be saved, never run as a page."""
    mine = Reply.objects.filter(
        group__in=Group.objects.joined_by(request.user),
        case__in=visible_cases(request.user, timezone.now()).values("pk"),
    )
    return _handed_out(get_object_or_404(mine.select_related("file"), pk=pk))


@never_cache
@require_http_methods(["GET", "POST"])
def scan_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST removes the scan: for who added it, and a responsable."""
    mine = Reply.objects.filter(
        group__in=Group.objects.joined_by(request.user),
        case__in=visible_cases(request.user, timezone.now()).values("pk"),
    )
    reply = get_object_or_404(mine.select_related("group__section", "case", "file"), pk=pk)
    if not removable_scans(request.user, reply.group).filter(pk=pk).exists():
        require(no(_("Only whoever added it, or a responsable of the group, removes it.")))
    if request.method == "POST":
        return _removed(request, reply, redirect("letters:group", reply.group_id))
    return render(request, "letters/scan_removal.html", {"reply": reply, "group": reply.group})


def _removed(request: MemberRequest, reply: Reply, back: HttpResponse) -> HttpResponse:
    reply.remove_scan(by=request.user, at=timezone.now())
    messages.success(request, _("The scan is gone; what you noted about it stays."))
    return back


@never_cache
@require_http_methods(["GET", "POST"])
def office_scan_removal(request: MemberRequest, pk: int) -> HttpResponse:
    reply = _reply(request, pk)
    if request.method == "POST":
        return _removed(request, reply, redirect("letters:office-replies"))
    context = {"reply": reply, "section": reply.group.section}
    return render(request, "letters/office_scan_removal.html", context)


def _handed_out(reply: Reply) -> FileResponse:
    if reply.file is None:
        raise Http404
    answer = FileResponse(
        default_storage.open(reply.file.path),
        as_attachment=True,
        filename=f"{_('answer')}-{reply.received_on}{ENDINGS.get(reply.file.media_type, '')}",
        content_type=reply.file.media_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
def office_replies(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    mine = Reply.objects.filter(group__section=section).select_related(
        "group", "case__edition", "by", "seen_by"
    )
    context = {
        "section": section,
        "waiting": mine.filter(seen_at=None),
        "seen": mine.exclude(seen_at=None)[:LISTED],
    }
    return render(request, "letters/office_replies.html", context)


def _reply(request: MemberRequest, pk: int) -> Reply:
    known = Reply.objects.select_related("group__section", "case", "file")
    return staffed_thing(request, known, can_write_cases, path="group__section", pk=pk)


@require_POST
def office_seeing(request: MemberRequest, pk: int) -> HttpResponse:
    _reply(request, pk).see(by=request.user, at=timezone.now())
    messages.success(request, _("Noted, thank you."))
    return redirect("letters:office-replies")


@never_cache
@csp_replace({"default-src": [NONE], "sandbox": [""]})  # type: ignore[arg-type]
@require_GET
def office_scan(request: MemberRequest, pk: int) -> FileResponse:
    return _handed_out(_reply(request, pk))
