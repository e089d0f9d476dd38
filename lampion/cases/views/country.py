"""A country with people at risk: its cases, what became of them, and what others publish about human rights there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.feed_entries import JOB
from lampion.cases.following_forms import FeedForm
from lampion.cases.listing import cards
from lampion.cases.models import Case, CaseNews, Feed, FeedEntry
from lampion.kit.tasks import wake
from lampion.people.requests import MemberRequest
from lampion.places.world import country_name, lands
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.home import home_section
from lampion.sections.models import Section
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_write_cases

MOST_CASES, MOST_NEWS, MOST_ENTRIES = 60, 20, 30


def address_of(code: str) -> str:
    """Return where the page of a country stands, under the name that the reader's language gives it."""
    slug = slugify(country_name(code, get_language() or "fr")) or code
    return reverse("cases:country", args=[code, slug])


def _entries(section: Section) -> Any:
    return FeedEntry.objects.filter(feed__section=section, feed__removed_at=None)


@login_not_required
@require_GET
@kept_while_unchanged
def countries(request: HttpRequest) -> HttpResponse:
    """The countries of which we know something: cases that everybody may read, or news of others."""
    section, language = home_section(request), get_language() or "fr"
    counts: dict[str, int] = {}
    now = timezone.now()
    for code in Case.objects.public(now).active(now).values_list("edition__country", flat=True):
        counts[code] = counts.get(code, 0) + 1
    told = Case.objects.public(now).order_by().values_list("edition__country", flat=True).distinct()
    read = _entries(section).order_by().values_list("feed__country", flat=True).distinct()
    known = {code for code in {*told, *read} if code in lands()}
    rows = sorted(
        (country_name(code, language), address_of(code), counts.get(code, 0)) for code in known
    )
    return render(request, "cases/countries.html", {"section": section, "rows": rows})


@login_not_required
@require_GET
@kept_while_unchanged
def country(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    section = home_section(request)
    if code not in lands():
        raise Http404
    if request.path != address_of(code):
        return redirect(address_of(code))
    now = timezone.now()
    cases = Case.objects.public(now).filter(edition__country=code).with_edition()
    active = cases.active(now)
    others = cases.exclude(pk__in=active.values("pk"))
    news = CaseNews.objects.public(now).filter(case__edition__country=code)
    entries = _entries(section).filter(feed__country=code).select_related("feed")
    context = {
        "section": section,
        "name": country_name(code, get_language() or "fr"),
        "cards": cards(active[:MOST_CASES], now),
        "others": cards(others[:MOST_CASES], now),
        "news": news.select_related("case__edition")[:MOST_NEWS],
        "entries": entries[:MOST_ENTRIES],
    }
    return render(request, "cases/country.html", context)


# --- what the section reads -------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def office_feeds(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    form = FeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        Feed.follow(section, **form.cleaned_data, by=request.user, at=timezone.now())
        wake(JOB)
        said = _("It is read from now on: look here in a few minutes whether that works.")
        messages.success(request, said)
        return redirect("cases:office-feeds")
    language = get_language() or "fr"
    followed = Feed.objects.followed().filter(section=section)
    rows = sorted(
        ((country_name(feed.country, language), feed) for feed in followed),
        key=lambda row: (row[0], row[1].title),
    )
    context = {"section": section, "form": form, "rows": rows}
    return render(request, "cases/office_feeds.html", context, status=422 if form.is_bound else 200)


def _feed(request: MemberRequest, pk: int) -> Feed:
    followed = Feed.objects.followed().select_related("section")
    return staffed_thing(request, followed, can_write_cases, pk=pk)


@require_POST
def office_feed_pause(request: MemberRequest, pk: int) -> HttpResponse:
    _feed(request, pk).pause(by=request.user, at=timezone.now())
    messages.success(request, _("It is not read for the time being."))
    return redirect("cases:office-feeds")


@require_POST
def office_feed_resumption(request: MemberRequest, pk: int) -> HttpResponse:
    _feed(request, pk).resume(by=request.user, at=timezone.now())
    wake(JOB)
    messages.success(request, _("It is read again."))
    return redirect("cases:office-feeds")


@never_cache
@require_http_methods(["GET", "POST"])
def office_feed_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST removes it with all that came from it."""
    feed = _feed(request, pk)
    if request.method == "POST":
        feed.remove(by=request.user, at=timezone.now())
        messages.success(request, _("It is read no more, and what came from it is gone."))
        return redirect("cases:office-feeds")
    context = {"feed": feed, "country": country_name(feed.country, get_language() or "fr")}
    return render(request, "cases/office_feed_removal.html", context)
