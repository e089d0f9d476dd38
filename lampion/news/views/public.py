"""What everybody reads: the news that left, one by one and as a list."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lampion.news.letter import html_of
from lampion.news.models import Mailing
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.home import home_section

PER_PAGE = 20


@login_not_required
@require_safe
@kept_while_unchanged
def archive(request: HttpRequest) -> HttpResponse:
    section = home_section(request)
    listed = Mailing.objects.archived().filter(section=section, listed=True)
    page = Paginator(listed.select_related("group"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "news/archive.html", {"page": page, "section": section})


@login_not_required
@require_safe
@kept_while_unchanged
def mailing(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind "read it in the browser"; what was not sent is not here."""
    archived = Mailing.objects.archived().select_related("section", "group__section")
    found = get_object_or_404(archived, key=key)
    context = {"mailing": found, "section": found.section, "letter": html_of(found)}
    return render(request, "news/mailing.html", context)
