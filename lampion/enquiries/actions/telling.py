"""Mails about a request. They hold no name and no word of the newcomer: those are read after sign-in."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from lampion.enquiries.models import Enquiry
from lampion.groups.models import Group, Mandate
from lampion.mail import actions as mail
from lampion.people.models import Person


def tell_responsables(template: str, enquiry: Enquiry, group: Group, *, key: str) -> None:
    """Write to each responsable of `group`; `key` makes it once for each."""
    for mandate in Mandate.objects.reachable_coordinators(group):
        _tell(template, mandate.person, enquiry, "enquiries:newcomer", group, key)


def tell_owner(template: str, enquiry: Enquiry, *, key: str, group: Group | None = None) -> None:
    owner = enquiry.owner()
    if owner and owner.email:
        _tell(template, owner, enquiry, "enquiries:enquiry", group, key)


def _tell(
    template: str, person: Person, enquiry: Enquiry, page: str, group: Group | None, key: str
) -> None:
    with override(person.language):
        link = settings.SITE_URL + reverse(page, args=[enquiry.pk])
    mail.queue(
        f"enquiries/mail/{template}",
        to=person.email or "",
        language=person.language,
        topic="enquiry",
        context={"person": person, "group": group, "enquiry": enquiry, "link": link},
        key=f"{key}:{person.pk}",
    )
