"""The form under a petition, wherever it stands: on its own page, or in a frame on another site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampion.contacts.models import ConsentText, Purpose
from lampion.people.throttling import client_of
from lampion.petitions import actions
from lampion.petitions.connections import counts
from lampion.petitions.forms import Setting, SigningForm
from lampion.petitions.models import Petition
from lampion.petitions.proof import is_proven
from lampion.petitions.reach import attributed
from lampion.petitions.showing import number_of, query_of, short_url
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

HOUR, MINUTE = 3600, 60


def setting_of(request: HttpRequest, petition: Petition) -> Setting:
    section = petition.section
    language = get_language() or settings.LANGUAGE_CODE
    group, event = attributed(section, request.GET.get("g", ""), request.GET.get("e", ""))
    return Setting(
        petition=petition,
        consent=ConsentText.objects.in_force(section, Purpose.NEWS, language),
        age=Parameter.objects.value(section, Name.MINIMUM_AGE, on=timezone.localdate()),
        language=language,
        group=group,
        event=event,
    )


def fresh_form(request: HttpRequest, petition: Petition) -> SigningForm:
    return SigningForm(setting=setting_of(request, petition))


def read_form(request: HttpRequest, petition: Petition) -> tuple[SigningForm, bool]:
    """Return the form, and whether it was signed: by whom before, or whether it counts, nobody sees."""
    form = SigningForm(request.POST, setting=setting_of(request, petition))
    if not form.is_valid():
        return form, False
    if objection := _sent_from_elsewhere(request):
        form.add_error(None, objection)
        return form, False
    at = timezone.now()
    try:
        actions.sign(form.signed(aside=_aside(request, form, at)), at=at)
    except actions.NotOpen:
        form.add_error(None, _("This petition is closed: nobody signs it any more."))
        return form, False
    return form, True


def _aside(request: HttpRequest, form: SigningForm, at: datetime) -> str:
    """Say why the signature waits for somebody to look at it, or nothing.

    Too many came from its connection; or very many sign at once, and it comes without the small proof.
    """
    petition, today = form.setting.petition, timezone.localdate(at)

    def many(what: str, seconds: int, name: Name) -> bool:
        count = counts.hit(f"{petition.pk}|{what}", at=at, seconds=seconds)
        return count > Parameter.objects.value(petition.section, name, on=today)

    crowded = many(client_of(request), HOUR, Name.CONNECTION_HOURLY)
    hot = many("all", MINUTE, Name.HOT_MINUTE)
    if crowded:
        return "connection"
    data = form.cleaned_data
    proof = (data["proof_token"], data["proof_number"], form["email"].value() or "")
    return "hot" if hot and not is_proven(petition, *proof) else ""


def _sent_from_elsewhere(request: HttpRequest) -> str:
    """Browsers too old to say where a form comes from are believed: what they send is counted all the same."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none"):
        return ""
    return _("Another site sent this. Please send it once more from here.")


def around(
    petition: Petition, form: SigningForm | None, request: HttpRequest, at: datetime
) -> dict[str, Any]:
    """Return what a page shows of a petition. form: None when nobody may sign."""
    group, event = attributed(petition.section, request.GET.get("g", ""), request.GET.get("e", ""))
    query = query_of(group, event)
    page = petition.get_absolute_url()
    return {
        "petition": petition,
        "words": petition.words(),
        "section": petition.section,
        "case": petition.case,
        "number": number_of(petition, at),
        "form": form,
        "group": group,
        "event": event,
        "query": query,
        "signing_url": reverse("petitions:signatures", args=[petition.number]) + query,
        "proof_url": reverse("petitions:proof", args=[petition.number]),
        "short_url": short_url(petition, query),
        "page_url": settings.SITE_URL + page,
        "picture_url": _picture_url(petition),
        "closed": petition.closes_at <= at,
        "months": Parameter.objects.value(
            petition.section, Name.SIGNER_MONTHS, on=timezone.localdate(at)
        ),
    }


def _picture_url(petition: Petition) -> str:
    if petition.picture is None:
        return ""
    return settings.SITE_URL + reverse("petitions:picture", args=[petition.number])
