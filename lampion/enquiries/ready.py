"""Ready answers: what stands in braces is filled in."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import override

from lampion.enquiries.models import Enquiry, ReadyAnswer
from lampion.groups.nearby import near_postcode
from lampion.kit.formats import local_appointment
from lampion.meetings.models import Meeting
from lampion.people.models import Person

BLANKS = ("first_name", "group", "meeting", "me", "section")
_BLANK = re.compile(r"\{(\w+)\}")


def filled(answer: ReadyAnswer, enquiry: Enquiry, *, by: Person, at: datetime) -> dict[str, str]:
    """Return subject and body with what is known; what is not known stays in braces, to be seen."""
    near = near_postcode(enquiry.section, enquiry.postcode, enquiry.locality, limit=1)
    group = enquiry.holding_group() or enquiry.group or (near[0].group if near else None)
    meeting = Meeting.objects.next_of(group, at) if group else None
    with override(enquiry.language):
        known = {
            "first_name": enquiry.first_name,
            "group": group.name if group else "",
            "meeting": f"{local_appointment(meeting.starts_at)}, {meeting.venue}"
            if meeting
            else "",
            "me": by.name,
            "section": enquiry.section.name,
        }

    def fill(text: str) -> str:
        return _BLANK.sub(lambda found: known.get(found[1]) or found[0], text)

    return {"subject": fill(answer.subject)[:150], "body": fill(answer.body)}
