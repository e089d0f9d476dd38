"""The newcomers' form, wherever it stands: on its own page, or in a frame on another site."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampion.contacts.models import ConsentText, Purpose
from lampion.enquiries import actions
from lampion.enquiries.forms import EnquiryForm, Setting
from lampion.enquiries.models import Enquiry, Intent
from lampion.groups.nearby import open_group
from lampion.people.models import Throttle
from lampion.people.throttling import client_of
from lampion.places.gazetteer import anywhere
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name

FORMS_PER_HOUR = 30


def read_form(
    request: HttpRequest, section: Section, *, objection: str = ""
) -> tuple[EnquiryForm, Enquiry | None]:
    """Return the form and, if what was sent is good, the request it became.

    objection: why this page may send nothing; what was typed stays.
    """
    setting = _setting(section, request.GET.get("group", ""), request.GET.get("place", ""))
    if request.method != "POST":
        return EnquiryForm(setting=setting, initial=_initial(request, setting)), None
    form = EnquiryForm(request.POST, setting=setting)
    if form.is_valid():
        if objection:
            form.add_error(None, objection)
            return form, None
        with transaction.atomic():  # the count and the request: one commit
            if _may_send(request, form):
                return form, actions.receive(form.asked(), at=timezone.now())
    return form, None


def around(form: EnquiryForm) -> dict[str, Any]:
    """Return what a page shows around the form: for which group and section, and the days promised."""
    setting = form.setting
    days = Parameter.objects.value(setting.section, Name.ANSWER_DAYS, on=timezone.localdate())
    return {"form": form, "group": setting.group, "section": setting.section, "days": days}


def _setting(section: Section, group_number: str, place_key: str) -> Setting:
    number = int(group_number) if group_number.isdecimal() and len(group_number) < 10 else 0
    language = get_language() or settings.LANGUAGE_CODE
    today = timezone.localdate()
    return Setting(
        section=section,
        group=open_group(section, number),
        consent=ConsentText.objects.in_force(section, Purpose.NEWS, language),
        age=Parameter.objects.value(section, Name.MINIMUM_AGE, on=today),
        language=language,
        place=anywhere(place_key),
    )


def _initial(request: HttpRequest, setting: Setting) -> dict[str, str]:
    wanted = request.GET.get("intent", "")
    intent = wanted if wanted in Intent.values else (Intent.JOIN if setting.group else Intent.ASK)
    return {"intent": intent, "locality": setting.called}


def _may_send(request: HttpRequest, form: EnquiryForm) -> bool:
    """The same form again is no further request, and is answered however often it comes."""
    client, at = client_of(request), timezone.now()
    if Throttle.hit("enquiry", client, at=at, limit=FORMS_PER_HOUR, per=3600):
        return True
    if Enquiry.objects.filter(form_key=form.cleaned_data["form_key"]).exists():
        return True
    form.add_error(
        None, _("Many requests came from your connection within the hour. Please try again later.")
    )
    return False
