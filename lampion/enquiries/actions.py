"""Verbs that cross rooms: each is one transaction, with its actor, its journal line and its mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lampion.contacts.models import ConsentText, Contact, Purpose
from lampion.enquiries.models import OPEN, Enquiry, Handover, Intent, Letter, Note, Stage
from lampion.groups.models import Function, Group, Mandate, Membership
from lampion.kit.folding import fold
from lampion.mail import actions as mail
from lampion.people.models import Invitation, Person
from lampion.sections.calendar import working_days_after
from lampion.sections.models import Parameter, Scope, Section
from lampion.sections.models.parameter import Name


class NotHanded(Exception):
    """The group no longer holds this request: it was returned or handed to another."""


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
    skills: str = ""
    availability: str = ""
    wants_news: ConsentText | None = None


def receive(asked: Asked, *, at: datetime) -> Enquiry:
    """Keep the request, promise a day, choose who follows it, acknowledge by mail.

    The same form key again returns the first request and does nothing else.
    """
    try:
        return _receive_once(asked, at=at)
    except IntegrityError:
        return Enquiry.objects.get(form_key=asked.form_key)


@transaction.atomic
def _receive_once(asked: Asked, *, at: datetime) -> Enquiry:
    day = timezone.localdate(at)
    days = Parameter.objects.value(asked.section, Name.ANSWER_DAYS, on=day)
    token = Enquiry.link_token(asked.form_key)
    enquiry = Enquiry.objects.create(
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
        due_on=working_days_after(day, days, country=asked.section.country),
        form_key=asked.form_key,
        link_hash=Enquiry.hash_of(token),
    )
    enquiry.begin(least_busy(asked.section, on=day), at=at)
    if asked.wants_news:
        _agree(asked, asked.wants_news, at=at)
    _acknowledge(enquiry, token)
    return enquiry


def _agree(asked: Asked, text: ConsentText, *, at: datetime) -> None:
    contact, made = Contact.known(
        asked.section,
        asked.email,
        first_name=asked.first_name,
        last_name=asked.last_name,
        language=asked.language,
    )
    if made or not contact.agrees_to(Purpose(text.purpose)):
        contact.agree(text, at=at, channel="enquiry form")


def _acknowledge(enquiry: Enquiry, token: str) -> None:
    with override(enquiry.language):
        link = settings.SITE_URL + reverse("enquiries:status", args=[token])
    mail.queue(
        "enquiries/mail/acknowledgement",
        to=enquiry.email,
        language=enquiry.language,
        topic="enquiry",
        context={"enquiry": enquiry, "link": link, "section": enquiry.section},
        key=f"enquiry-received:{enquiry.pk}",
    )


# In SQL: each request asks it, and Django takes four times as long to build it as the database to answer.
_LEAST_BUSY = f"""
SELECT person.id FROM people_person person WHERE person.is_active AND person.id IN (
    SELECT person_id FROM sections_staffaccess
    WHERE section_id = %s AND scope = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
) ORDER BY (
    SELECT COUNT(*) FROM enquiries_ownership held
    JOIN enquiries_step now ON now.enquiry_id = held.enquiry_id AND now.until IS NULL
    WHERE held.person_id = person.id AND held.until IS NULL
    AND now.stage IN ({", ".join(["%s"] * len(OPEN))})
), person.id LIMIT 1
"""


def least_busy(section: Section, *, on: date) -> int | None:
    """Return the key of who answers the section's requests and follows the fewest open ones, if anybody does."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAST_BUSY, [section.pk, Scope.ENQUIRIES, on, on, *OPEN])
        found: tuple[int] | None = cursor.fetchone()
    return found[0] if found else None


@transaction.atomic
def take(enquiry: Enquiry, *, by: Person, at: datetime) -> None:
    """Follow the request oneself, and say that somebody is on it."""
    enquiry.belong_to(by, by=by, at=at)
    if enquiry.steps.filter(until=None, stage=Stage.RECEIVED).exists():
        enquiry.move(Stage.TAKEN, by=by, at=at)


@transaction.atomic
def hand_over(enquiry: Enquiry, group: Group, *, by: Person, at: datetime) -> None:
    """Give the request to `group`, whose responsables are told by mail that somebody waits."""
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    held = enquiry.handovers.filter(until=None).first()
    if held and held.group_id == group.pk:
        return
    enquiry.move(Stage.HANDED, by=by, at=at, group=group)
    _release(held, at=at)
    handover = Handover.objects.create(enquiry=enquiry, group=group, since=at, by=by)
    for mandate in _coordinators(group):
        _tell(mandate.person, enquiry, group, key=f"handover:{handover.pk}:{mandate.person_id}")


def _release(held: models.Model | None, *, at: datetime) -> None:
    if isinstance(held, Handover):
        held.until = at
        held.save(update_fields=["until"])


def _coordinators(group: Group) -> models.QuerySet[Mandate]:
    mandates = Mandate.objects.open().filter(group=group, function=Function.COORDINATOR)
    return mandates.exclude(person__email=None).select_related("person")


def _tell(person: Person, enquiry: Enquiry, group: Group, *, key: str) -> None:
    """No name and no message of the newcomer: they are read after sign-in."""
    with override(person.language):
        link = settings.SITE_URL + reverse("enquiries:newcomer", args=[enquiry.pk])
    mail.queue(
        "enquiries/mail/newcomer",
        to=person.email or "",
        language=person.language,
        topic="enquiry",
        context={"person": person, "group": group, "enquiry": enquiry, "link": link},
        key=key,
    )


def _hold(enquiry: Enquiry, group: Group) -> Handover:
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    held = enquiry.handovers.filter(until=None, group=group).first()
    if held is None:
        raise NotHanded
    return held


@transaction.atomic
def accept(enquiry: Enquiry, group: Group, *, by: Person, at: datetime) -> None:
    """The group takes the newcomer. Raises NotHanded if the request is no longer with the group."""
    _hold(enquiry, group)
    enquiry.move(Stage.ACCEPTED, by=by, at=at, group=group)


@transaction.atomic
def give_back(enquiry: Enquiry, group: Group, *, reason: str, by: Person, at: datetime) -> None:
    """The group cannot help: the request is the secretariat's again, with the reason as a note."""
    held = _hold(enquiry, group)
    enquiry.move(Stage.RETURNED, by=by, at=at, group=group)
    _release(held, at=at)
    if reason:
        Note.objects.create(enquiry=enquiry, by=by, at=at, text=reason)


@transaction.atomic
def write(
    enquiry: Enquiry, *, subject: str, body: str, form_key: str, by: Person, at: datetime
) -> Letter:
    """Mail an answer to the newcomer and keep it; the same form key again sends nothing more."""
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    sent = Letter.objects.filter(form_key=form_key).first()
    if sent:
        return sent
    letter = Letter.objects.create(
        enquiry=enquiry, by=by, at=at, subject=subject, body=body, form_key=form_key
    )
    mail.queue(
        "enquiries/mail/answer",
        to=enquiry.email,
        language=enquiry.language,
        topic="enquiry",
        context={"letter": letter, "enquiry": enquiry, "section": enquiry.section},
        key=f"enquiry-letter:{letter.pk}",
    )
    if enquiry.steps.filter(
        until=None, stage__in=[Stage.RECEIVED, Stage.TAKEN, Stage.HANDED, Stage.ACCEPTED]
    ).exists():
        enquiry.move(Stage.CONTACTED, by=by, at=at, group=enquiry.holding_group())
    return letter


@transaction.atomic
def welcome(enquiry: Enquiry, group: Group, *, by: Person, at: datetime) -> Person:
    """Make the newcomer a member of `group` and invite them to sign in.

    Raises NotHanded, AlreadyEnded, and AlreadyMember; nothing changes in these cases.
    """
    _hold(enquiry, group)
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
    return person


@transaction.atomic
def withdraw(enquiry: Enquiry, *, at: datetime) -> None:
    """The newcomer takes the request back: everything that identifies them is emptied at once."""
    enquiry.move(Stage.WITHDRAWN, by=None, at=at)
    _release(enquiry.handovers.filter(until=None).first(), at=at)
    enquiry.forget(at=at)
