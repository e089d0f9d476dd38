"""What the link in a writer's mails does, without signing in: GET shows, a button acts."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.letters.actions import consent_words, say_sent
from lampion.letters.forms import AnswerForm
from lampion.letters.leaving import leave, refuse_news
from lampion.letters.leaving import pause as rest
from lampion.letters.models import Appeal, Asked, How, Late, NewsRefusal, Writer
from lampion.letters.models.refusal import refusal_of
from lampion.letters.models.writer import token_of, writer_of
from lampion.letters.rules import NOT_NOW

REST = timedelta(days=92)
SHOWN = timedelta(days=92)


def _known(token: str) -> Writer:
    writer = writer_of(token)
    if writer is None:
        raise Http404
    return writer


@login_not_required
@never_cache
@require_GET
def writer(request: HttpRequest, token: str) -> HttpResponse:
    """Their letters of the last months that may still be sent, and what they chose."""
    found, now = _known(token), timezone.now()
    asked = Asked.objects.filter(
        writer=found,
        round__sent_at__gte=now - SHOWN,
        appeal__in=Appeal.objects.public(now).values("pk"),
    )
    context = {
        "writer": found,
        "group": found.group,
        "section": found.group.section,
        "token": token,
        "asked": asked.select_related("appeal__case__edition").order_by("-round", "pk"),
        "words": consent_words(found.group.name, found.language),
        "resting": bool(found.paused_until and found.paused_until >= timezone.localdate()),
        "form": AnswerForm(),
    }
    return render(request, "letters/writer.html", context)


# The secret in the address is the proof in all that follows: no cookie is asked for, and none would prove more.
@csrf_exempt
@login_not_required
@never_cache
@require_POST
def agreement(request: HttpRequest, token: str) -> HttpResponse:
    found = _known(token)
    words = consent_words(found.group.name, found.language)
    found.agree(words, How.LINK, by=None, at=timezone.now())
    messages.success(request, _("Thank you: the next letters come to you."))
    return redirect("letters:writer", token)


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def pause(request: HttpRequest, token: str) -> HttpResponse:
    """Three months of rest, or the end of one."""
    found, now = _known(token), timezone.now()
    again = request.POST.get("again") == "1"
    rest(found, None if again else timezone.localdate(now) + REST, at=now)
    said = _("Welcome back.") if again else _("Rest well: for three months nothing comes.")
    messages.success(request, said)
    return redirect("letters:writer", token)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    found = writer_of(token)
    if found is not None and request.method == "GET":
        context = {"group": found.group, "section": found.group.section, "token": token}
        return render(request, "letters/leaving.html", context)
    if found is not None:
        leave(found, by=None, at=timezone.now())
    elif request.method == "GET":
        raise Http404
    return render(request, "letters/left.html")


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def answer(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """They say that it left, once for each letter that they were asked for."""
    found = _known(token)
    mine = Asked.objects.filter(writer=found).select_related("appeal__case", "round__group")
    asked = get_object_or_404(mine, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            if say_sent(asked, form.cleaned_data["count"], at=timezone.now()):
                messages.success(request, _("Thank you! It is counted for the group."))
            else:
                messages.info(request, _("You said so before: it is counted once."))
        except Late:
            messages.error(request, NOT_NOW)
    else:
        messages.error(request, _("Write a number from 1 to 200."))
    return redirect("letters:writer", token)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program stops the letters (RFC 8058); twice is once, and a wrong link learns nothing.

    GET, of a reader or a scanner, only leads to the page that asks.
    """
    if request.method == "GET":
        with override(_known(token).language):
            return redirect(reverse("letters:writer-leaving", args=[token]))
    found = writer_of(token)
    if found is not None:
        leave(found, by=None, at=timezone.now())
    return HttpResponse(status=200)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def news(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST stops the news of one case. The page names no case: whoever has the link reads it."""
    found = refusal_of(token)
    if found is None:
        raise Http404
    writer, case = found
    if request.method == "POST":
        refuse_news(writer, case, at=timezone.now())
    context = {
        "group": writer.group,
        "section": writer.group.section,
        "done": NewsRefusal.objects.filter(writer=writer, case=case).exists(),
        "token": token_of(writer),
    }
    return render(request, "letters/news.html", context)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_click_news(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program stops the news of one case (RFC 8058), and says what it stopped; as `one_click` otherwise."""
    found = refusal_of(token)
    if request.method == "GET":
        if found is None:
            raise Http404
        with override(found[0].language):
            return redirect(reverse("letters:writer-news", args=[token]))
    if found is None:
        return HttpResponse(status=200)
    refuse_news(*found, at=timezone.now())
    with override(found[0].language):
        said = _("Done: no more news of this case. The letters of the month still come to you.")
    return HttpResponse(said, content_type="text/plain; charset=utf-8")
