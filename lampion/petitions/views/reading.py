"""What everybody reads: the list, a petition, its short address, its code to scan, the thanks."""

from __future__ import annotations

import io

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from lampion.people.models import Person
from lampion.petitions.models import Petition, PetitionPicture
from lampion.petitions.reach import attributed, public_petition, whole
from lampion.petitions.showing import KEPT_SECONDS, handed_out, last_counted, query_of, short_url
from lampion.petitions.views.form import around, fresh_form
from lampion.sections.caching import kept_for, kept_while_unchanged
from lampion.sections.home import home_section
from lampion.sections.rules import can_write_cases

PER_PAGE = 24
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@login_not_required
@require_safe
@kept_for(KEPT_SECONDS)
def petitions(request: HttpRequest) -> HttpResponse:
    section, now = home_section(request), timezone.now()
    found = whole(Petition.objects.public(now)).filter(section=section)
    page = Paginator(found.signable(now), PER_PAGE).get_page(request.GET.get("page"))
    ended = found.exclude(pk__in=Petition.objects.signable(now).values("pk"))[:PER_PAGE]
    context = {
        "section": section,
        "page": page,
        "open": [(one, last_counted(one)) for one in page],
        "ended": [(one, last_counted(one)) for one in ended],
    }
    return render(request, "petitions/petitions.html", context)


@login_not_required
@require_safe
@kept_for(KEPT_SECONDS)
def petition(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    now = timezone.now()
    found = public_petition(number, now)
    if slug != found.slug:
        return redirect(_with_query(request, found.get_absolute_url()))
    form = (
        fresh_form(request, found) if Petition.objects.signable(now).filter(pk=found.pk) else None
    )
    return render(request, "petitions/petition.html", around(found, form, request, now))


@login_not_required
@require_safe
def numbered(request: HttpRequest, number: int) -> HttpResponse:
    """The short address, for paper and for saying aloud."""
    found = public_petition(number, timezone.now())
    return redirect(_with_query(request, found.get_absolute_url()))


def _with_query(request: HttpRequest, url: str) -> str:
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


@login_not_required
@require_safe
@never_cache
def picture(request: HttpRequest, number: int) -> FileResponse:
    """The picture for sharing, asked anew each time: a case that is hidden hides it at once."""
    known = PetitionPicture.objects.select_related("petition__section", "file")
    found = get_object_or_404(known, petition__number=number)
    if not (_is_shared(found) or _writes_cases(request, found.petition)):
        raise Http404
    return handed_out(found.file)


def _is_shared(picture: PetitionPicture) -> bool:
    """Whether a second person let it out, and everybody may see its petition."""
    shown = Petition.objects.public(timezone.now())
    return shown.filter(pk=picture.petition_id, picture=picture.file_id).exists()


def _writes_cases(request: HttpRequest, petition: Petition) -> bool:
    """Whether whoever asks keeps cases in the secretariat, and sees also what nobody else sees yet."""
    person = request.user
    if not isinstance(person, Person):
        return False
    return bool(can_write_cases(person, petition.section, timezone.localdate()))


@login_not_required
@require_safe
@kept_while_unchanged
def thanks(request: HttpRequest, number: int) -> HttpResponse:
    """The same for everybody: who signed for the first time, and who had signed already."""
    found = public_petition(number, timezone.now())
    context = {"petition": found, "words": found.words(), "section": found.section}
    return render(request, "petitions/thanks.html", context)


@login_not_required
@require_safe
@cache_control(max_age=60)
def code(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The short address to scan. kind: a picture that scales without end, or one for a text program."""
    found = public_petition(number, timezone.now())
    if kind not in MEDIA_TYPES:
        raise Http404
    query = query_of(*attributed(found.section, request.GET.get("g", ""), request.GET.get("e", "")))
    out = io.BytesIO()
    made = segno.make(short_url(found, query), error="m", micro=False)
    made.save(out, kind=kind, scale=10, border=4, light="white")
    return HttpResponse(out.getvalue(), content_type=MEDIA_TYPES[kind])
