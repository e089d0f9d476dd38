"""The secretariat and the group's responsables handle a request: each verb is one transaction."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from lampion.enquiries.actions.telling import tell_responsables
from lampion.enquiries.models import (
    AlreadyEnded,
    Deed,
    Did,
    Enquiry,
    Handover,
    Letter,
    Note,
    Stage,
)
from lampion.groups.models import Group
from lampion.mail import actions as mail
from lampion.people.models import Person

Batch = uuid.UUID | None


class NotHanded(Exception):
    """The group no longer holds this request: it was returned or handed to another."""


class TakenMeanwhile(Exception):
    """A colleague took the request between the look and the click: nothing was changed."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(person)
        self.person = person


def take(
    enquiry: Enquiry, *, by: Person, at: datetime, batch: Batch = None, seen: str | None = None
) -> None:
    """Follow the request oneself, and say that somebody is on it.

    seen: key of who followed it on the page, "" for nobody, None to ask nothing. Raises TakenMeanwhile.
    """
    with Deed.noted(enquiry, Did.TOOK, by=by, at=at, batch=batch):
        owner = enquiry.owner()
        if seen is not None and owner != by and seen != str(owner.pk if owner else ""):
            raise TakenMeanwhile(owner)
        enquiry.belong_to(by, by=by, at=at)
        if enquiry.steps.filter(until=None, stage=Stage.RECEIVED).exists():
            enquiry.move(Stage.TAKEN, by=by, at=at)


def assign(
    enquiry: Enquiry, person: Person, *, by: Person, at: datetime, batch: Batch = None
) -> None:
    with Deed.noted(enquiry, Did.ASSIGNED, by=by, at=at, batch=batch):
        enquiry.belong_to(person, by=by, at=at)


def close(enquiry: Enquiry, stage: Stage, *, by: Person, at: datetime, batch: Batch = None) -> None:
    """Raises AlreadyEnded when it was closed before."""
    with Deed.noted(enquiry, Did.CLOSED, by=by, at=at, batch=batch):
        enquiry.move(stage, by=by, at=at)


def merge(
    enquiry: Enquiry, into: Enquiry, *, by: Person, at: datetime, batch: Batch = None
) -> None:
    """Close `enquiry` as the same wish of the same person as `into`, where its words are read from now on.

    Raises AlreadyEnded when one of the two is closed, or both are the same.
    """
    if enquiry.pk == into.pk:
        raise AlreadyEnded
    with transaction.atomic():
        # Locks in key order: two colleagues who merge the two into each other wait, and do not hang.
        keys = sorted([enquiry.pk, into.pk])
        list(Enquiry.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        if not into.is_open():
            raise AlreadyEnded
        with Deed.noted(enquiry, Did.MERGED, by=by, at=at, batch=batch):
            enquiry.move(Stage.MERGED, by=by, at=at)
            enquiry.handovers.filter(until=None).update(until=at)
            Enquiry.objects.filter(pk=enquiry.pk).update(merged_into=into)


def hand_over(
    enquiry: Enquiry, group: Group, *, by: Person, at: datetime, batch: Batch = None
) -> None:
    """Give the request to `group`, whose responsables are told by mail that somebody waits."""
    with Deed.noted(enquiry, Did.HANDED, by=by, at=at, batch=batch):
        held = enquiry.handovers.filter(until=None).first()
        if held and held.group_id == group.pk:
            return
        enquiry.move(Stage.HANDED, by=by, at=at, group=group)
        enquiry.handovers.filter(until=None).update(until=at)
        handover = Handover.objects.create(enquiry=enquiry, group=group, since=at, by=by)
        tell_responsables("newcomer", enquiry, group, key=f"handover:{handover.pk}")


@transaction.atomic
def undo(deed: Deed, *, by: Person, at: datetime) -> None:
    """Undo a deed, and hold back what was not mailed yet. Raises TooLate."""
    deed.undo(by=by, at=at)
    for handover in deed.enquiry.handovers.filter(since__gte=deed.at, until=at):
        mail.call_back(f"handover:{handover.pk}:", at=at)


def held_by(enquiry: Enquiry, group: Group) -> Handover:
    """Lock the request and return its hand-over to `group`. Raises NotHanded."""
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    held = enquiry.handovers.filter(until=None, group=group).first()
    if held is None:
        raise NotHanded
    return held


@transaction.atomic
def accept(enquiry: Enquiry, group: Group, *, by: Person, at: datetime) -> None:
    """The group takes the newcomer. Raises NotHanded if the request is no longer with the group."""
    held_by(enquiry, group)
    enquiry.move(Stage.ACCEPTED, by=by, at=at, group=group)


@transaction.atomic
def give_back(enquiry: Enquiry, group: Group, *, reason: str, by: Person, at: datetime) -> None:
    """The group cannot help: the request is the secretariat's again, with the reason as a note."""
    held = held_by(enquiry, group)
    enquiry.move(Stage.RETURNED, by=by, at=at, group=group)
    held.until = at
    held.save(update_fields=["until"])
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
        context={"letter": letter, "section": enquiry.section, "link": private_link(enquiry)},
        key=f"enquiry-letter:{letter.pk}",
    )
    if enquiry.steps.filter(
        until=None, stage__in=[Stage.RECEIVED, Stage.TAKEN, Stage.HANDED, Stage.ACCEPTED]
    ).exists():
        enquiry.move(Stage.CONTACTED, by=by, at=at, group=enquiry.holding_group())
    return letter


def private_link(enquiry: Enquiry) -> str:
    with override(enquiry.language):
        path = reverse("enquiries:status", args=[Enquiry.link_token(enquiry.form_key)])
    return settings.SITE_URL + path
