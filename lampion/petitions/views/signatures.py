"""The page behind the link in the mail: it shows, and its buttons act. A mail scanner that follows it changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lampion.contacts.models import ConsentText
from lampion.petitions import actions
from lampion.petitions.links import NEWS, SIGNATURE, is_gone
from lampion.petitions.models import Petition
from lampion.petitions.reach import signature_behind
from lampion.petitions.showing import short_url
from lampion.places.world import country_name


@login_not_required
@csrf_exempt  # whoever has the link acts with it, and needs no cookie: mail programs open pages without
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signature(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what is to be confirmed; POST confirms, and twice is once. Of what is hidden one only takes back."""
    found, now = signature_behind(token, SIGNATURE), timezone.now()
    petition = found.petition
    if not _is_public(petition, now):
        if request.method == "POST":
            raise Http404
        return redirect("petitions:withdrawal", token)
    if request.method == "POST":
        try:
            actions.confirm(found, at=now)
        except actions.NotCounted:
            context = {"petition": petition, "words": petition.words(), "section": petition.section}
            return render(request, "petitions/too_late.html", context, status=409)
        return redirect("petitions:signature", token)
    identity = found.identity(petition.key.secrets)
    said: dict[str, object] = {
        "petition": petition,
        "words": petition.words(),
        "section": petition.section,
        "signature": found,
        "identity": identity,
        "letters": ConsentText.objects.filter(pk=identity.consent or 0).first(),
        "country": country_name(identity.country, get_language() or "fr"),
        "open": Petition.objects.signable(now).filter(pk=petition.pk).exists(),
        "token": token,
        "short_url": short_url(petition),
    }
    return render(request, "petitions/signature.html", said)


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """Everybody may take back what they gave, also while the case is hidden: so it says nothing of the case."""
    if request.method == "POST" and is_gone(token):
        return render(request, "petitions/taken_back.html")  # pressed twice: it is done
    found = signature_behind(token, SIGNATURE)
    shown = _is_public(found.petition, timezone.now())
    context = {"section": found.petition.section, "token": token, "shown": shown}
    if request.method == "POST":
        actions.take_back(found, at=timezone.now())
        return render(request, "petitions/taken_back.html", context)
    return render(request, "petitions/withdrawal.html", context)


def _is_public(petition: Petition, at: datetime) -> bool:
    return Petition.objects.public(at).filter(pk=petition.pk).exists()


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the news of a case: by the button of this page, or by one click of the mail program (RFC 8058)."""
    found = signature_behind(token, NEWS)
    context = {"section": found.petition.section, "done": not found.wants_news}
    if request.method == "POST":
        actions.want_no_news(found, at=timezone.now())
        context["done"] = True
    return render(request, "petitions/news_stop.html", context)
