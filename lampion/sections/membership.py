"""Members of the section are reminded before their membership ends, and leave some months after it did."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from lampion.journal import models as journal
from lampion.mail import actions as mail
from lampion.people.models import Person
from lampion.sections.home import address_in
from lampion.sections.models import Parameter, Section, SectionMember
from lampion.sections.models.parameter import Name


def remind_of_the_end(at: datetime) -> int:
    """Write once to each member whose membership ends soon; returns how many."""
    on, count = timezone.localdate(at), 0
    for section in Section.objects.all():
        members = SectionMember.objects.filter(section=section)
        soon = members.ending(on, within=_said_before(section, on))
        unsaid = soon.exclude(email="").exclude(reminded_for=F("valid_until"))
        for member in unsaid.select_related("section", "person").order_by("pk"):
            remind(member)
            count += 1
    return count


def ends_soon(member: SectionMember, on: date) -> bool:
    """Say whether it is time to renew: from the day of the reminder to the last day."""
    until = member.valid_until
    return until is not None and on <= until <= on + _said_before(member.section, on)


def _said_before(section: Section, on: date) -> timedelta:
    return timedelta(days=Parameter.objects.value(section, Name.ENDING_DAYS, on=on))


@transaction.atomic
def remind(member: SectionMember) -> None:
    person = member.person or Person.objects.with_email(member.email).first()
    language = person.language if person else member.section.first_language
    with override(language):
        page = settings.SITE_URL + address_in(member.section, "sections:page", "member")
    mail.queue(
        "sections/mail/ending",
        to=member.email,
        language=language,
        topic="membership",
        context={
            "member": member,
            "section": member.section,
            "link": member.section.join_url or page,
        },
        key=f"member-ends:{member.pk}:{member.valid_until}",
    )
    SectionMember.objects.filter(pk=member.pk).update(reminded_for=member.valid_until)


def let_ended_members_go(on: date) -> int:
    """Remove the members whose membership ended longer ago than the section keeps them; returns how many."""
    count = 0
    for section in Section.objects.all():
        months = Parameter.objects.value(section, Name.MEMBERS_MONTHS, on=on)
        ended = SectionMember.objects.filter(section=section)
        gone = ended.ended(on - relativedelta(months=months)).delete()[0]
        if gone:
            journal.write("let members go", section, by=None, details={"count": gone})
        count += gone
    return count
