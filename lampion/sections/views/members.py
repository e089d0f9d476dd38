"""The register of the section's members, as the secretariat sees it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lampion.journal import models as journal
from lampion.kit.spreadsheets import WRITERS
from lampion.people.requests import MemberRequest
from lampion.sections import member_list
from lampion.sections.forms import MemberFilterForm
from lampion.sections.models import SectionMember
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_see_members

PER_PAGE = 50


@require_GET
def office_members(request: MemberRequest) -> HttpResponse:
    section, today = staffed_section(request, can_see_members), timezone.localdate()
    form = MemberFilterForm(request.GET)
    members = form.narrow(SectionMember.objects.filter(section=section), today)
    page = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": today, "query": request.GET.urlencode()} | {
        "section": section
    }
    return render(request, "sections/office_members.html", context)


@require_GET
def office_members_export(request: MemberRequest, extension: str) -> HttpResponse:
    """The members that the page shows, with the columns that an import reads; who took them is written down."""
    section, today = staffed_section(request, can_see_members), timezone.localdate()
    members = MemberFilterForm(request.GET).narrow(
        SectionMember.objects.filter(section=section), today
    )
    write, media_type = WRITERS[extension]
    rows = list(member_list.rows(members))
    journal.write("exported members", section, by=request.user, details={"count": len(rows)})
    answer = HttpResponse(write(member_list.COLUMNS.headers(), rows), content_type=media_type)
    name = f"members-{section.code}-{today:%Y-%m-%d}.{extension}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
