"""The form under a petition, wherever it stands: on its own page, or in a frame on another site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampion.contacts.models import ConsentText, Purpose
from lampion.events.models import WITH_PUBLIC
from lampion.people.throttling import client_of
from lampion.petitions import actions
from lampion.petitions.connections import counts
from lampion.petitions.forms import Setting, SigningForm
from lampion.petitions.models import Petition
from lampion.petitions.proof import is_proven
from lampion.petitions.reach import attributed, petition_to_sign
from lampion.petitions.showing import number_of, query_of, short_url
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name
from lampion.sections.shared import Shared

HOUR, MINUTE = 3600, 60
# By number, language of the page, and day.
_to_sign: Shared[tuple[int, str, date], Setting] = Shared()


def fresh_form(request: HttpRequest, petition: Petition) -> SigningForm:
    setting = _setting(petition, get_language() or settings.LANGUAGE_CODE, timezone.localdate())
    return SigningForm(setting=_attributed(setting, request))


def read_form(request: HttpRequest, number: int) -> tuple[SigningForm, bool]:
    """Return the form, and whether it was signed: by whom before, or whether it counts, nobody sees."""
    at = timezone.now()
    form = SigningForm(request.POST, setting=_attributed(_setting_to_sign(number, at), request))
    if not form.is_valid():
        return form, False
    if objection := _sent_from_elsewhere(request):
        form.add_error(None, objection)
        return form, False
    try:
        actions.sign(form.signed(aside=_aside(request, form, at)), at=at)
    except actions.NotOpen:
        form.add_error(None, _("This petition is closed: nobody signs it any more."))
        return form, False
    return form, True


def _setting_to_sign(number: int, at: datetime) -> Setting:
    language, today = get_language() or settings.LANGUAGE_CODE, timezone.localdate(at)
    return _to_sign.get(
        (number, language, today),
        lambda: _setting(petition_to_sign(number, at), language, today),
    )


def _setting(petition: Petition, language: str, today: date) -> Setting:
    section = petition.section

    def value(name: Name) -> int:
        return Parameter.objects.value(section, name, on=today)

    return Setting(
        petition=petition,
        consent=ConsentText.objects.in_force(section, Purpose.NEWS, language),
        age=value(Name.MINIMUM_AGE),
        most_of_connection=value(Name.CONNECTION_HOURLY),
        most_of_all=value(Name.HOT_MINUTE),
        language=language,
    )


def _attributed(setting: Setting, request: HttpRequest) -> Setting:
    if "g" not in request.GET:
        return setting
    section = setting.petition.section
    group, event = attributed(section, request.GET["g"], request.GET.get("e", ""))
    return replace(setting, group=group, event=event)


def _aside(request: HttpRequest, form: SigningForm, at: datetime) -> str:
    """Say why the signature waits for somebody to look at it, or nothing.

    Too many came from its connection; or very many sign at once, and it comes without the small proof.
    """
    setting = form.setting
    petition = setting.petition

    def count(what: str, seconds: int) -> int:
        return counts.hit(f"{petition.pk}|{what}", at=at, seconds=seconds)

    crowded = count(client_of(request), HOUR) > setting.most_of_connection
    hot = count("all", MINUTE) > setting.most_of_all
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
        # Whoever counts up the numbers learns the name of nothing else that the group does.
        "event": event if event and event.kind in WITH_PUBLIC else None,
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
