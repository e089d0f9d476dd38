from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lampion.enquiries.links import form_url
from lampion.enquiries.models import Intent
from lampion.kit.registers import hang
from lampion.sections.home import address_in
from lampion.sections.models import Section


def responsible(section: Section) -> dict[str, Any]:
    """Say who answers for what a page of the section keeps about people, and how they are reached."""
    return {
        "section": section,
        "write_to": section.privacy_contact or section.public_email,
        "form_url": form_url(section, Intent.ASK),
        "notices_url": address_in(section, "privacy:notices"),
    }


def _responsible(request: HttpRequest, section: Section) -> Mapping[str, Any]:
    return responsible(section)


def _erasure(request: HttpRequest, token: str) -> Mapping[str, str]:
    return {"url": reverse("privacy:address-erasure", args=[token])}


hang("asking", 10, "privacy/asking_panel.html", _responsible)
hang("subscriptions", 10, "privacy/erasure_panel.html", _erasure)
