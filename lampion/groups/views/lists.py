"""Lists of groups that come and go as spreadsheets."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from lampion.groups import spreadsheet
from lampion.groups.forms import FilterForm
from lampion.groups.models import Group
from lampion.kit.spreadsheets import WRITERS
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
    answer = HttpResponse(write(spreadsheet.COLUMNS.headers(), rows), content_type=media_type)
    name = f"groups-{section.code}-{timezone.localdate():%Y-%m-%d}.{extension}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
