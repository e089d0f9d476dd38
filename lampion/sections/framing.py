"""Pages that other sites may show in a frame: those on the section's list, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from lampion.sections.home import section_of
from lampion.sections.models import Section
from lampion.sections.origins import are_origins


def for_frames(
    view: Callable[[HttpRequest, Section], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view its section, and its answer the section's list in place of "in no frame"."""

    @wraps(view)
    def shown(request: HttpRequest, code: str | None = None) -> HttpResponse:
        section = section_of(request, code)
        return framed(request, section, lambda request: view(request, section))

    return shown


def framed(
    request: HttpRequest, section: Section, view: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """Return the view's answer, which may stand in a frame of the sites on the section's list.

    Only what reads as an origin reaches the header, whoever wrote it into the database: a `;` there would
    begin another rule.
    """
    listed = section.embedders if are_origins(section.embedders) else []

    @csp_replace({"frame-ancestors": [SELF, *listed]})
    @xframe_options_exempt
    def opened(request: HttpRequest) -> HttpResponse:
        return view(request)

    answer = opened(request)
    assert isinstance(answer, HttpResponse)
    return answer
