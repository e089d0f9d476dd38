from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from lampion.sections.caching import kept_while_unchanged
from lampion.sections.home import section_of
from lampion.sections.models import Page, Section

# The page that says how one becomes a member carries the button to where it is done.
MEMBER_PAGE = "member"


@login_not_required
@require_GET
@kept_while_unchanged
def page(request: HttpRequest, slug: str, code: str | None = None) -> HttpResponse:
    pages = Page.objects.filter(section=section_of(request, code), slug=slug)
    shown = pages.in_language(get_language() or "fr").select_related("section").first()
    if shown is None:
        raise Http404
    section = shown.section
    context = {
        "page": shown,
        "section": section,
        "join_url": section.join_url if slug == MEMBER_PAGE else "",
    }
    return render(request, "sections/page.html", context)


@login_not_required
@require_GET
@kept_while_unchanged
def imprint(request: HttpRequest, code: str | None = None) -> HttpResponse:
    return render(request, "sections/imprint.html", {"section": section_of(request, code)})


@login_not_required
@require_GET
@cache_control(max_age=31536000, immutable=True, public=True)
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """The section's two colours as a stylesheet; its address carries the section's version."""
    section = get_object_or_404(Section, code=code)
    sheet = f":root {{ --section-ink: {section.ink}; --section-accent: {section.light}; }}\n"
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")
