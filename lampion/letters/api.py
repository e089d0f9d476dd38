"""Read only, for everyone: the letters that everybody may write today, and nothing else."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from lampion.letters.models import Appeal
from lampion.sections.home import section_of

router = Router(tags=["letters"])
MOST = 100


class LetterOut(Schema):
    """kind: pressure or card. occasion: urgent, month or standing. language: of the model. to, country (ISO 3166-1):
    whom it goes to. last_day: after it nothing may be sent; none if no day is set.
    """

    title: str
    case: str
    kind: str
    occasion: str
    language: str
    to: str
    country: str
    last_day: date | None
    page: str


@router.get("", response=list[LetterOut], url_name="api-letters")
def letters(request: HttpRequest, section: str | None = None) -> list[dict[str, Any]]:
    """The public letters of a section that may be written and sent today, what is due first at the top."""
    found = Appeal.objects.public(timezone.now()).told()
    mine = found.filter(case__section=section_of(request, section))
    return [_out(appeal, request) for appeal in mine.urgent_first()[:MOST]]


def _out(appeal: Appeal, request: HttpRequest) -> dict[str, Any]:
    return {
        "title": appeal.title,
        "case": appeal.case.shown_edition.name,
        "kind": appeal.kind,
        "occasion": appeal.occasion,
        "language": appeal.language,
        "to": appeal.target.name,
        "country": appeal.target.country,
        "last_day": appeal.last_day,
        "page": request.build_absolute_uri(appeal.get_absolute_url()),
    }
