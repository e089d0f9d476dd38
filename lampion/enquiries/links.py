"""Where the form stands, for whoever leads somebody there."""

from urllib.parse import urlencode

from django.urls import reverse

from lampion.enquiries.models import Intent
from lampion.groups.models import Group
from lampion.sections.models import Section


def form_url(
    section: Section, intent: Intent, *, group: Group | None = None, place: str = ""
) -> str:
    """Return the address of the section's form. place: the key of the one that somebody chose, or nothing."""
    said: dict[str, object] = {"intent": intent.value}
    if group:
        said["group"] = group.number
    if not section.is_home:
        said["section"] = section.code
    if place:
        said["place"] = place
    return f"{reverse('enquiries:new')}?{urlencode(said)}"
