from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lampion.contacts.models import Consent, Contact
from lampion.contacts.rules import can_see_contacts
from lampion.kit.registers import hang
from lampion.people.models import Person
from lampion.sections.reach import opens


def _office_menu(request: HttpRequest) -> Mapping[str, str] | None:
    if not opens(request, can_see_contacts):
        return None
    return {"contacts_url": reverse("contacts:office-contacts")}


def _home(request: HttpRequest) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    mine = Contact.objects.of([person.email or ""])
    return {"agrees": any(Consent.stands(contact) for contact in mine)}


hang("office-menu", 26, "contacts/office_menu.html", _office_menu)
hang("home", 50, "contacts/home_panel.html", _home)
