"""Somebody who wants to create a group gets one: in formation, with a mentor and a first meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from lampion.enquiries.models import AlreadyEnded, Enquiry, Stage
from lampion.groups.actions import entrust, found_group
from lampion.groups.models import Function, Group, Mandate, Mentorship
from lampion.groups.models import Stage as Life
from lampion.mail import actions as mail
from lampion.meetings.models import Meeting
from lampion.people.models import Person
from lampion.places.gazetteer import Locality


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What the secretariat settled with the founder. meets_at and venue: of the first meeting, or None and ""."""

    number: int
    name: str
    place: Locality
    mentor: Group | None
    meets_at: datetime | None
    venue: str


@transaction.atomic
def found(enquiry: Enquiry, founding: Founding, *, by: Person, at: datetime) -> Group:
    """Make a group in formation with the newcomer as its responsable, and tell the mentor.

    Raises AlreadyEnded when the request was closed meanwhile; nothing is made then.
    """
    Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if not enquiry.is_open():
        raise AlreadyEnded
    group = found_group(
        enquiry.section,
        founding.number,
        founding.name,
        founding.place,
        by=by,
        at=at,
        stage=Life.IN_FORMATION,
        languages=[enquiry.language],
    )
    entrust(
        group,
        Function.COORDINATOR,
        enquiry.email,
        first_name=enquiry.first_name,
        last_name=enquiry.last_name,
        language=enquiry.language,
        by=by,
        at=at,
    )
    if founding.mentor:
        Mentorship.begin(group, founding.mentor, by=by, on=timezone.localdate(at))
        _tell_mentor(group, founding.mentor)
    if founding.meets_at:
        Meeting.announce(group, founding.meets_at, venue=founding.venue, by=by, at=at)
    enquiry.handovers.filter(until=None).update(until=at)
    enquiry.move(Stage.JOINED, by=by, at=at, group=group)
    group.section.touch()
    return group


def _tell_mentor(group: Group, mentor: Group) -> None:
    for mandate in Mandate.objects.reachable_coordinators(mentor):
        person = mandate.person
        with override(person.language):
            link = settings.SITE_URL + group.get_absolute_url()
        mail.queue(
            "enquiries/mail/mentor",
            to=person.email or "",
            language=person.language,
            topic="enquiry",
            context={"person": person, "group": group, "mentor": mentor, "link": link},
            key=f"mentor:{group.pk}:{person.pk}",
        )
