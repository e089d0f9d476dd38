from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, requires_csrf_token
from django.views.decorators.http import require_GET, require_http_methods

from lampion.cases.models import Case
from lampion.groups.models import Group
from lampion.groups.nearby import Near, everywhere
from lampion.kit.registers import Appointment, matters, next_dates
from lampion.letters.models import Appeal
from lampion.people.requests import MemberRequest
from lampion.petitions.models import Petition
from lampion.places import gazetteer
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.framing import for_frames
from lampion.sections.home import address_in, home_or_none, home_section
from lampion.sections.models import Page, Region, Section
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_edit_section
from lampion.site import world as directory
from lampion.site.finding import Found, around, find
from lampion.site.forms import PositionForm
from lampion.site.maps import section_map
from lampion.site.snippets import snippets

NEAREST_IN_A_FRAME = 5

GROUPS_A_PAGE = 60


def _groups(section: Section, **within: Any) -> list[Group]:
    return Group.objects.open_to_newcomers().filter(**within).of(section)


@login_not_required
@require_GET
@kept_while_unchanged
def home(request: HttpRequest) -> HttpResponse:
    section = home_or_none(request)
    if section is None:
        return render(request, "site/empty.html", status=404)
    groups = _groups(section)
    context = {
        "section": section,
        "map": section_map(section, groups),
        "count": len(groups),
        "regions": section.regions.all(),
    }
    return render(request, "site/home.html", context)


@login_not_required
@csrf_exempt  # the position changes nothing; without a token the page is the same for everybody
@require_http_methods(["GET", "POST"])
@kept_while_unchanged
def finder(request: HttpRequest) -> HttpResponse:
    """GET searches what was typed; POST brings the browser's position, which stays out of the address."""
    section = home_section(request)
    if request.method == "POST":
        form = PositionForm(request.POST)
        found = (
            around(section, form.cleaned_data["lat"], form.cleaned_data["lon"])
            if form.is_valid()
            else Found("")
        )
    else:
        found = find(section, request.GET.get("q", ""), key=request.GET.get("place", ""))
    near = [one.group for one in found.groups]
    drawn = section_map(section, near or _groups(section), here=found.position)
    context = {"section": section, "found": found, "results": _with_dates(found), "map": drawn}
    return render(request, "site/finder.html", context)


def _with_dates(found: Found) -> list[tuple[Near, Appointment | None]]:
    dates = next_dates([one.group.pk for one in found.groups], now())
    return [(one, dates.get(one.group.pk)) for one in found.groups]


@login_not_required
@require_GET
@kept_while_unchanged
@for_frames
def embed_finder(request: HttpRequest, section: Section) -> HttpResponse:
    """The finder in a frame on another site: whatever is searched there is answered there."""
    regions = list(section.regions.all())
    wanted = request.GET.get("region", "")
    region = next((one for one in regions if one.slug == wanted), None)
    typed = "" if region else request.GET.get("q", "")
    found = find(section, typed, key=request.GET.get("place", ""), limit=NEAREST_IN_A_FRAME)
    near = [one.group for one in found.groups]
    within = {"province__in": region.provinces} if region else {}
    groups = near or _groups(section, **within)
    finder_url = address_in(section, "site:embed-finder")
    context = {
        "section": section,
        "found": found,
        "results": _with_dates(found),
        "region": region,
        "regions": regions,
        "groups": groups,
        "map": section_map(section, groups, only=region, here=found.position, finder=finder_url),
        "finder_url": finder_url,
        "form_url": address_in(section, "enquiries:embed-form"),
    }
    return render(request, "site/embed_finder.html", context)


@require_GET
def office_embed(request: MemberRequest) -> HttpResponse:
    """What to copy into another site."""
    section = staffed_section(request, can_edit_section)
    context = {
        "section": section,
        "editions": snippets(section),
        "preview_url": address_in(section, "site:embed-finder"),
    }
    return render(request, "site/office_embed.html", context)


@login_not_required
@require_GET
@kept_while_unchanged
def region(request: HttpRequest, slug: str) -> HttpResponse:
    section = home_section(request)
    here = get_object_or_404(Region, section=section, slug=slug)
    groups = _groups(section, province__in=here.provinces)
    return render(
        request,
        "site/region.html",
        {
            "section": section,
            "region": here,
            "groups": groups,
            "map": section_map(section, groups, only=here),
            "regions": section.regions.all(),
        },
    )


@login_not_required
@require_GET
@kept_while_unchanged
def world(request: HttpRequest) -> HttpResponse:
    """All countries with their groups; what was typed leads on to a country, or is answered here."""
    section = home_section(request)
    typed = _typed(request)
    answer = directory.look_up(section, typed) if typed else directory.Answer()
    if answer.url:
        return redirect(answer.url)
    countries = directory.counted()
    lit = [one for one in countries if one.count]
    context = {
        "section": section,
        "typed": typed,
        "offers": answer.offers,
        # Whoever typed something unknown wants words, and kept pages stay small.
        "map": None if typed else directory.drawn_world(countries),
        "continents": directory.by_continent(lit),
        "dark": directory.by_continent(one for one in countries if not one.count),
        "groups_count": sum(one.count for one in lit),
        "countries_count": len(lit),
    }
    return render(request, "site/world.html", context)


@login_not_required
@require_GET
@kept_while_unchanged
def country(request: HttpRequest, code: str) -> HttpResponse:
    section = home_section(request)
    if code != code.lower():
        return redirect(directory.country_url(code.lower()), permanent=True)
    try:
        territory = gazetteer.country(code)
    except gazetteer.UnknownCountry:
        raise Http404 from None
    seen = directory.seen(section, code, _typed(request), request.GET.get("place", ""))
    page = Paginator(seen.groups, GROUPS_A_PAGE).get_page(request.GET.get("page"))
    shown = [group.pk for group in page] + [one.group.pk for one, _country in seen.near]
    dates = next_dates(shown, now())
    context = {
        "section": section,
        "seen": seen,
        "parts": directory.grouped(page, dates),
        "page": page,
        "near": [(one, country, dates.get(one.group.pk)) for one, country in seen.near],
        "map": directory.country_map(territory, seen.groups, seen.place),
    }
    return render(request, "site/country.html", context)


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[: directory.LONGEST]


@require_GET
def member_home(request: MemberRequest) -> HttpResponse:
    groups = list(Group.objects.joined_by(request.user).select_related("section").distinct())
    waiting = matters(request.user, localdate())
    return render(request, "site/member_home.html", {"groups": groups, "matters": waiting})


@login_not_required
@require_GET
@cache_control(max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    section = home_section(request)
    languages = [code for code, _name in settings.LANGUAGES]
    paths = ["/", "/groups/", "/find/", "/world/"]
    paths += [f"/world/{code}/" for code in sorted(everywhere().by_country)]
    paths += [f"/regions/{here.slug}/" for here in section.regions.all()]
    paths += [f"/pages/{slug}/" for slug in _page_slugs(section)]
    paths += [group.get_absolute_url() for group in _groups(section)]
    paths += ["/cases/", "/petitions/", "/letters/", *_addresses_of_acts(section)]
    entries = [
        [(language, settings.SITE_URL + _prefixed(path, language)) for language in languages]
        for path in paths
    ]
    return render(request, "site/sitemap.xml", {"entries": entries}, content_type="application/xml")


def _addresses_of_acts(section: Section) -> list[str]:
    """People at risk, and what may be signed or written for them today."""
    at = now()
    petitions = Petition.objects.signable(at).filter(section=section)
    shown = (
        Case.objects.public(at).filter(section=section),
        petitions.select_related("section").prefetch_related("texts"),
        Appeal.objects.public(at).filter(case__section=section),
    )
    return [one.get_absolute_url() for found in shown for one in found]


def _page_slugs(section: Section) -> list[str]:
    slugs = Page.objects.filter(section=section).values_list("slug", flat=True)
    return sorted(set(slugs))


def _prefixed(path: str, language: str) -> str:
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@login_not_required
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /office/", "Disallow: /enquiries/", "Disallow: /account/"]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "site/404.html", status=404)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "site/403.html", {"reason": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "site/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "site/500.html", status=500)
