"""What everybody reads about people at risk; who stands by a case finds more on the same page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampion.cases.listing import cards, showing
from lampion.cases.models import Tier
from lampion.cases.reach import readable_case, readable_cases
from lampion.cases.rules import visible_documents, visible_pictures
from lampion.people.models import Person
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.home import home_section

PER_PAGE = 24


@login_not_required
@require_safe
@kept_while_unchanged
def cases(request: HttpRequest) -> HttpResponse:
    section, now = home_section(request), timezone.now()
    found = readable_cases(request).filter(section=section).active(now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"section": section, "page": page, "cards": cards(page.object_list, now)}
    return render(request, "cases/cases.html", context)


@login_not_required
@require_safe
@kept_while_unchanged
def case(request: HttpRequest, key: str) -> HttpResponse:
    found, now = readable_case(request, key), timezone.now()
    person = request.user if isinstance(request.user, Person) else None
    edition = found.shown_edition
    pictures = visible_pictures(person, found).select_related("file")
    context = showing(found, now) | {
        "section": found.section,
        "pictures": pictures,
        "documents": visible_documents(person, found, now).select_related("file"),
        "public": edition.tier == Tier.PUBLIC,
    }
    return render(request, "cases/case.html", context)
