"""A newcomer becomes a member of the group, and learns when to come and how to become one of the section."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lampion.enquiries.actions.handling import held_by
from lampion.enquiries.models import Enquiry, Note, Stage
from lampion.groups.models import Group, Membership
from lampion.mail import actions as mail
from lampion.meetings.models import Meeting
from lampion.people.models import Invitation, Person
from lampion.sections.home import address_in
from lampion.sections.models import SectionMember


@transaction.atomic
def welcome(
    enquiry: Enquiry,
    group: Group,
    *,
    by: Person,
    at: datetime,
    says_member: bool = False,
    number: str = "",
) -> Person:
    """Make the newcomer a member of `group` and invite them to sign in.

    says_member, number: what they say about their membership of the section. It never stands in the way:
    what the register does not know becomes a note for the secretariat.
    Raises NotHanded, AlreadyEnded, and AlreadyMember; nothing changes in these cases.
    """
    held_by(enquiry, group)
    person = Person.objects.with_email(enquiry.email).first() or Person.objects.create_user(
        enquiry.email,
        first_name=enquiry.first_name,
        last_name=enquiry.last_name,
        phone=enquiry.phone,
        language=enquiry.language,
    )
    enquiry.move(Stage.JOINED, by=by, at=at, group=group)
    Membership.welcome(group, person, by=by, on=timezone.localdate(at))
    Invitation.send(person, by=by, at=at, reason=group.name)
    known = known_member(enquiry, at=at) is not None or (
        bool(number) and SectionMember.claim(enquiry.section, number, person, by=by)
    )
    if says_member and not known:
        _ask_the_secretariat(enquiry, number, by=by, at=at)
    _tell_where_to_come(enquiry, group, at=at, member=known or says_member)
    return person


def known_member(enquiry: Enquiry, *, at: datetime) -> SectionMember | None:
    """Return the valid member of the section with the newcomer's address."""
    members = SectionMember.objects.filter(section=enquiry.section, email=enquiry.email)
    return members.valid(timezone.localdate(at)).first() if enquiry.email else None


def _ask_the_secretariat(enquiry: Enquiry, number: str, *, by: Person, at: datetime) -> None:
    with override(enquiry.section.first_language):
        said = _("Says to be a member of the section; the register does not know it.")
        if number:
            said += " " + _("Number: %(number)s.") % {"number": number}
    Note.objects.create(enquiry=enquiry, by=by, at=at, text=said)


def _tell_where_to_come(enquiry: Enquiry, group: Group, *, at: datetime, member: bool) -> None:
    with override(enquiry.language):
        link = settings.SITE_URL + group.get_absolute_url()
        join = settings.SITE_URL + address_in(enquiry.section, "sections:page", "member")
    mail.queue(
        "enquiries/mail/welcome",
        to=enquiry.email,
        language=enquiry.language,
        topic="enquiry",
        context={
            "enquiry": enquiry,
            "group": group,
            "meeting": Meeting.objects.next_of(group, at),
            "link": link,
            "join": "" if member else join,
        },
        key=f"enquiry-welcome:{enquiry.pk}",
    )
