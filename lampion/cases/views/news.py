"""News of a case: written by one of the secretariat, let out by another, taken back if need be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from lampion.cases import following
from lampion.cases.following_forms import NewsForm, ReleaseForm
from lampion.cases.following_rules import can_release
from lampion.cases.listing import office_name
from lampion.cases.loop import audiences
from lampion.cases.models import CaseNews, SamePerson, Stale, Tier
from lampion.cases.reach import office_case
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases


def _reach(request: MemberRequest, pk: int) -> CaseNews:
    news = CaseNews.objects.select_related(
        "case__edition", "case__section", "by", "released_by", "withdrawn_by"
    )
    return staffed_thing(request, news, can_write_cases, path="case__section", pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
@once
def office_news_new(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    form = NewsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        news = CaseNews.begin(case, form.words(), by=request.user, at=timezone.now())
        return redirect("cases:office-news", news.pk)
    context = {"case": case, "form": form, "name": office_name(case)}
    return render(request, "cases/office_news_form.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200


@never_cache
@require_http_methods(["GET", "POST"])
def office_news_draft(request: MemberRequest, pk: int) -> HttpResponse:
    news = _reach(request, pk)
    if news.released_at and request.method == "GET":
        return redirect("cases:office-news", pk)
    typed = request.POST if request.method == "POST" else None
    form, meanwhile = NewsForm(typed, initial=NewsForm.initial_of(news)), None
    if form.is_valid():
        try:
            news.revise(form.words(), seen=form.read_at(), by=request.user, at=timezone.now())
            return redirect("cases:office-news", pk)
        except Stale:
            news = meanwhile = _reach(request, pk)
            if news.released_at:
                said = _("A colleague let it out meanwhile: its words stay. Yours were not saved.")
                form.add_error(None, said)
            else:
                form.changed_meanwhile(news.changed_at)
    context = {"case": news.case, "news": news, "form": form, "name": office_name(news.case)}
    context["meanwhile"] = meanwhile
    return render(request, "cases/office_news_form.html", context, status=_status(form))


@never_cache
@require_GET
@vary_on_headers("HX-Request")
def office_news(request: MemberRequest, pk: int) -> HttpResponse:
    """Read it before it is let out, and see how far it is afterwards; or only its numbers, for a page that is open."""
    news = _reach(request, pk)
    if request.htmx:
        return render(request, "cases/office_news_numbers.html", _numbers(news))
    context = _numbers(news) | {
        "case": news.case,
        "name": office_name(news.case),
        "verdict": can_release(request.user, news),
        "release": ReleaseForm(initial={"seen": news.changed_at.isoformat()}),
        **_who_reads(news),
    }
    return render(request, "cases/office_news.html", context)


def _numbers(news: CaseNews) -> dict[str, Any]:
    under_way = news.is_told and not news.finished_at
    hidden = news.is_told and not type(news.case).objects.filter(pk=news.case_id).shown(
        timezone.now()
    )
    return {
        "news": news,
        "progress": following.progress(news),
        "under_way": under_way,
        "hidden": bool(hidden),
    }


def _who_reads(news: CaseNews) -> dict[str, Any]:
    """Who would get it now; of the many who asked only which audiences they are: there may be very many."""
    if news.case.edition is None:
        return {"unpublished": True}
    public = news.case.edition.tier == Tier.PUBLIC
    return {
        "tier": news.case.edition.tier,
        "of_groups": following.readers_of(news.case).count(),
        "audiences": audiences() if public else [],
    }


@require_POST
def office_news_release(request: MemberRequest, pk: int) -> HttpResponse:
    news, form = _reach(request, pk), ReleaseForm(request.POST)
    require(can_release(request.user, news))
    try:
        seen = datetime.fromisoformat(form.cleaned_data["seen"]) if form.is_valid() else None
        if seen is None or seen.tzinfo is None:
            raise Stale
        following.release(news, seen=seen, by=request.user, at=timezone.now())
    except (SamePerson, Stale, ValueError):
        messages.error(request, _("It was changed meanwhile: read it again."))
    else:
        said = _(
            "It is told. The first mails leave in two minutes; until then you can take it back."
        )
        messages.success(request, said)
    return redirect("cases:office-news", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def office_news_withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes it off every page and its mails out of the queue."""
    news = _reach(request, pk)
    if request.method == "POST":
        opened = following.withdraw(news, by=request.user, at=timezone.now())
        messages.success(request, _("It is on no page any more, and no more mail leaves."))
        if opened:
            messages.info(request, _("The case is open again: the work on it goes on."))
        return redirect("cases:office-news", pk)
    context = {
        "news": news,
        "case": news.case,
        "name": office_name(news.case),
        "opens": following.closed_by(news) is not None,
        "closing": news.case.closing(),
    }
    return render(request, "cases/office_news_withdrawal.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def office_news_discarding(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more: what goes does not come back."""
    news = _reach(request, pk)
    if request.method == "GET":
        context = {
            "name": office_name(news.case),
            "back": reverse("cases:office-news", args=[pk]),
            "question": _("Throw the draft away?"),
            "about": news.title,
            "what_goes": _("Its words are deleted: nothing brings them back."),
            "deed": _("Throw the draft away"),
        }
        return render(request, "cases/office_once_more.html", context)
    try:
        news.discard(by=request.user, at=timezone.now())
    except Stale:
        messages.error(request, _("A colleague let it out meanwhile: its words stay."))
        return redirect("cases:office-news", pk)
    messages.success(request, _("The draft is gone."))
    return redirect("cases:office-case", news.case_id)
