"""What the private page and the account share: showing what somebody gets, keeping what they choose."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampion.contacts.forms import PreferencesForm
from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Preference, Purpose
from lampion.people.models import Person
from lampion.sections.models import Section


def subscriptions_of(section: Section, form: PreferencesForm | None) -> dict[str, Any]:
    """What the page shows of a contact of `section`; form: of a contact, or None where there is none yet."""
    contact = form.contact if form else None
    return {
        "section": section,
        "contact": contact,
        "agrees": contact is not None and Consent.stands(contact),
        "member": form is not None and bool(form.member_of) and not Consent.refused(form.contact),
        "form": form,
        "text": ConsentText.objects.in_force(section, Purpose.NEWS, get_language() or "fr"),
    }


@transaction.atomic
def keep_choices(form: PreferencesForm, *, at: datetime) -> None:
    """Keep what was chosen; whoever opens a link from our mail has an address that works."""
    if form.contact.unreachable_at:
        form.contact.is_reachable_again(by=None, at=at)
    for about, wants in form.choices():
        Preference.choose(form.contact, about, wants, at=at)
    form.contact.language = form.cleaned_data["language"]
    form.contact.save(update_fields=["language"])


def begin_again(
    request: HttpRequest, contact: Contact, channel: Channel, by: Person | None = None
) -> None:
    """Agree to the words that were shown; if they changed meanwhile, nothing is kept and the page shows the new ones."""
    language = get_language() or contact.language
    text = ConsentText.objects.in_force(contact.section, Purpose.NEWS, language)
    if request.POST.get("text") != str(text.pk):
        messages.error(request, _("The words about our news have changed: please read them again."))
        return
    Consent.give(contact, text, at=timezone.now(), channel=channel, by=by)
    messages.success(request, _("Thank you: you get our news from now on."))
