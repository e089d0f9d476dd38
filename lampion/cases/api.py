"""Read only, for everyone: what everybody reads about people at risk, and nothing else."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from lampion.cases.models import Case
from lampion.sections.home import section_of

router = Router(tags=["cases"])
MOST = 100


class CaseOut(Schema):
    """country: ISO 3166-1. expires_on: the last day to act, if there is one."""

    name: str
    country: str
    language: str
    summary: str
    expires_on: date | None
    page: str


@router.get("", response=list[CaseOut], url_name="api-cases")
def cases(request: HttpRequest, section: str | None = None) -> list[dict[str, Any]]:
    """The public cases of a section for which something can be done."""
    now = timezone.now()
    found = Case.objects.public(now).active(now).filter(section=section_of(request, section))
    return [_out(case, request) for case in found.with_edition()[:MOST]]


def _out(case: Case, request: HttpRequest) -> dict[str, Any]:
    edition = case.shown_edition
    said = {name: getattr(edition, name) for name in CaseOut.model_fields if name != "page"}
    return said | {"page": request.build_absolute_uri(case.get_absolute_url())}
