"""What somebody does with the link in the mail: confirm, take back, hear no more of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampion.contacts.actions import subscribe
from lampion.contacts.models import Channel, ConsentText, Contact
from lampion.kit.tasks import wake
from lampion.petitions.counting import COUNT, note
from lampion.petitions.models import Identity, Petition, Signature, hold_against_conditions
from lampion.petitions.models.signature import month_of
from lampion.places.gazetteer import anywhere


class NotCounted(Exception):
    """It was taken back, left with its time, or came too late."""


@transaction.atomic
def confirm(signature: Signature, *, at: datetime) -> None:
    """The person behind the mailbox says yes; twice is once. Raises NotCounted when it is too late."""
    if not Petition.objects.signable(at).filter(pk=signature.petition_id).exists():
        raise NotCounted
    held = Signature.objects.select_for_update(of=("self",)).filter(pk=signature.pk).first()
    if held is None:
        raise NotCounted
    if held.confirmed_at:
        return
    held.confirmed_at, held.month = at, month_of(timezone.localdate(at))
    # Once more: a condition may have been kept on while this person signed, or be about confirmed ones.
    hold_against_conditions(held, at=at)
    held.save(update_fields=["confirmed_at", "month", "set_aside_at", "set_aside_why"])
    if held.counts:
        note([held], step=1)
        wake(COUNT)
    identity = held.identity(signature.petition.key.secrets)
    if identity.consent is not None:
        _subscribe(signature, identity, identity.consent, at=at)


def _subscribe(signature: Signature, identity: Identity, consent: int, *, at: datetime) -> None:
    """They ticked the box for regular news, and their mailbox confirms it now."""
    section = signature.petition.section
    text = ConsentText.objects.filter(pk=consent, section=section).first()
    if text is None:
        return
    place = anywhere(signature.place)
    province = place.province if place and place.country == section.country else ""
    contact, made = Contact.known(
        section,
        identity.email,
        first_name=identity.name[:80],
        last_name="",
        language=identity.language,
        province=province,
    )
    subscribe(
        contact, text, at=at, channel=Channel.PRIVATE_LINK, group=signature.group,
        province=province, first=made,
    )  # fmt: skip
