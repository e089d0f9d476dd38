"""Signing, on the petition's own page and in a frame on another site. Without cookie, token or JavaScript."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from lampion.petitions.models import Petition
from lampion.petitions.proof import BITS, fresh_token
from lampion.petitions.reach import public_petition
from lampion.petitions.showing import KEPT_SECONDS
from lampion.petitions.views.form import around, fresh_form, read_form
from lampion.sections.caching import kept_for
from lampion.sections.framing import for_frames
from lampion.sections.models import Section


# Exempt, so that the page is the same for everybody and can be kept in memory. The deed acts with nobody's
# authority, whoever is signed in; nothing counts before the mailbox confirms it; and browsers say when another
# site sends the form in its visitors' names.
@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":  # another language was chosen on the page of what was wrong
        query = request.GET.urlencode()
        page = public_petition(number, now).get_absolute_url()
        return redirect(f"{page}?{query}" if query else page)
    form, signed = read_form(request, number)
    if signed:
        return redirect("petitions:thanks", number)
    context = around(public_petition(number, now), form, request, now)
    return render(request, "petitions/petition.html", context, status=422)


@login_not_required
@never_cache
@require_GET
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """What the small proof is made from; the form asks for it while somebody types."""
    found = public_petition(number, timezone.now())
    return JsonResponse({"token": fresh_token(found), "bits": BITS})


@login_not_required
@csrf_exempt
@kept_for(KEPT_SECONDS)
@require_http_methods(["GET", "HEAD", "POST"])
def embed(request: HttpRequest, number: int) -> HttpResponse:
    """The petition in a frame of the sites on its section's list."""
    now = timezone.now()
    found = public_petition(number, now)

    @for_frames
    def shown(request: HttpRequest, section: Section) -> HttpResponse:
        if request.method == "POST":
            form, signed = read_form(request, number)
            if signed:
                context = {"petition": found, "words": found.words(), "section": section}
                return render(request, "petitions/embed_thanks.html", context)
            context = around(found, form, request, now)
            return render(request, "petitions/embed.html", context, status=422)
        may = Petition.objects.signable(now).filter(pk=found.pk).exists()
        context = around(found, fresh_form(request, found) if may else None, request, now)
        return render(request, "petitions/embed.html", context)

    return shown(request, found.section.code)
