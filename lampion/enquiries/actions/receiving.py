"""A newcomer asks, writes again, or takes the request back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lampion.contacts.actions import subscribe
from lampion.contacts.models import Channel, ConsentText, Contact, WayOut
from lampion.enquiries.actions.telling import tell_owner, tell_responsables
from lampion.enquiries.models import OPEN, REOPENED, SILENT, Enquiry, Intent, Reply, Stage
from lampion.groups.models import Group
from lampion.kit.folding import fold
from lampion.kit.rows import insert_once, together
from lampion.mail import actions as mail
from lampion.sections.calendar import working_days_after
from lampion.sections.models import Parameter, Scope, Section
from lampion.sections.models.parameter import Name


class NoLongerAnswered(Exception):
    """The request was taken back, emptied or never meant: nothing more is kept with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a newcomer typed, already valid. `form_key` makes sending it twice one request."""

    section: Section
    group: Group | None
    intent: Intent
    first_name: str
    last_name: str
    email: str
    locality: str
    message: str
    form_key: str
    language: str
    phone: str = ""
    postcode: str = ""
    province: str = ""
    skills: str = ""
    availability: str = ""
    wants_news: ConsentText | None = None


@transaction.atomic(savepoint=False)
def receive(asked: Asked, *, at: datetime) -> Enquiry:
    """Keep the request, promise a day, choose who follows it, acknowledge by mail.

    The same form key again returns the first request and does nothing else.
    """
    token = Enquiry.link_token(asked.form_key)
    enquiry = _enquiry(asked, token, at=at)
    if not insert_once(enquiry):
        return Enquiry.objects.get(form_key=asked.form_key)
    with together():
        enquiry.begin(least_busy(asked.section, on=timezone.localdate(at)), at=at)
        contact, stands = (
            _agree(asked, asked.wants_news, at=at) if asked.wants_news else (None, False)
        )
        _acknowledge(enquiry, token, contact, stands=stands, at=at)
    return enquiry


def _enquiry(asked: Asked, token: str, *, at: datetime) -> Enquiry:
    return Enquiry(
        section=asked.section,
        group=asked.group,
        intent=asked.intent,
        first_name=asked.first_name,
        last_name=asked.last_name,
        name_key=fold(f"{asked.first_name} {asked.last_name}"),
        email=asked.email,
        phone=asked.phone,
        locality=asked.locality,
        locality_key=fold(asked.locality),
        postcode=asked.postcode,
        message=asked.message,
        skills=asked.skills,
        availability=asked.availability,
        language=asked.language,
        received_at=at,
        due_on=promised_day(asked.section, timezone.localdate(at)),
        form_key=asked.form_key,
        link_hash=Enquiry.hash_of(token),
    )


def _agree(asked: Asked, text: ConsentText, *, at: datetime) -> tuple[Contact, bool]:
    province = _province(asked)
    contact, made = Contact.known(
        asked.section,
        asked.email,
        first_name=asked.first_name,
        last_name=asked.last_name,
        language=asked.language,
        province=province,
    )
    stands = subscribe(
        contact,
        text,
        at=at,
        channel=Channel.ENQUIRY_FORM,
        group=asked.group,
        province=province,
        first=made,
    )
    return contact, stands


def _province(asked: Asked) -> str:
    known = asked.section.territory.by_postcode(asked.postcode)
    return asked.province or (known[0].province if known else "")


def _acknowledge(
    enquiry: Enquiry, token: str, contact: Contact | None, *, stands: bool, at: datetime
) -> None:
    """contact: of somebody who wants news, and learns at once how to stop them; or, if a former no stands, how to begin again."""
    way_out = WayOut.make(contact, at=at) if contact else ""
    with override(enquiry.language):
        link = settings.SITE_URL + reverse("enquiries:status", args=[token])
    mail.queue(
        "enquiries/mail/acknowledgement",
        to=enquiry.email,
        language=enquiry.language,
        topic="enquiry",
        context={
            "enquiry": enquiry,
            "link": link,
            "section": enquiry.section,
            "way_out": way_out,
            "stands": stands,
        },
        key=f"enquiry-received:{enquiry.pk}",
        way_out=way_out,
    )


# In SQL: each request asks it, and Django takes four times as long to build it as the database to answer.
_LEAST_BUSY = f"""
SELECT person.id FROM people_person person WHERE person.is_active AND person.id IN (
    SELECT person_id FROM sections_staffaccess
    WHERE section_id = %s AND scope = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
) AND person.id NOT IN (
    SELECT person_id FROM sections_staffabsence
    WHERE section_id = %s AND starts_on <= %s AND ends_on >= %s
) ORDER BY (
    SELECT COUNT(*) FROM enquiries_ownership held
    JOIN enquiries_step now ON now.enquiry_id = held.enquiry_id AND now.until IS NULL
    WHERE held.person_id = person.id AND held.until IS NULL
    AND now.stage IN ({", ".join(["%s"] * len(OPEN))})
), person.id LIMIT 1
"""


def least_busy(section: Section, *, on: date) -> int | None:
    """Return the key of who answers the section's requests, is not away, and follows the fewest open ones."""
    access = (section.pk, Scope.ENQUIRIES, on, on)
    with connection.cursor() as cursor:
        cursor.execute(_LEAST_BUSY, (*access, section.pk, on, on, *OPEN))
        found: tuple[int] | None = cursor.fetchone()
    return found[0] if found else None


def promised_day(section: Section, day: date) -> date:
    days = Parameter.objects.value(section, Name.ANSWER_DAYS, on=day)
    return working_days_after(day, days, country=section.country)


@transaction.atomic
def write_again(enquiry: Enquiry, *, text: str, key: str, at: datetime) -> None:
    """Keep what the newcomer wrote and tell who follows them; a closed request is open again.

    key: of the form or the mail; the same again changes nothing. Raises NoLongerAnswered.
    """
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    stage = locked.steps.get(until=None).stage
    if locked.forgotten_at or stage in SILENT:
        raise NoLongerAnswered
    reply, fresh = Reply.objects.get_or_create(
        key=key, defaults={"enquiry": locked, "at": at, "text": text}
    )
    if not fresh:
        return
    if stage in REOPENED:
        locked.due_on = promised_day(locked.section, timezone.localdate(at))
        locked.save(update_fields=["due_on"])
        locked.put(Stage.TAKEN, by=None, at=at)
    tell_owner("reply", locked, key=f"reply:{reply.pk}")
    group = locked.holding_group()
    if group:
        tell_responsables("reply", locked, group, key=f"reply:{reply.pk}")


@transaction.atomic
def withdraw(enquiry: Enquiry, *, at: datetime) -> None:
    """The newcomer takes the request back: everything that identifies them is emptied at once."""
    enquiry.move(Stage.WITHDRAWN, by=None, at=at)
    enquiry.handovers.filter(until=None).update(until=at)
    enquiry.forget(at=at)
