"""What somebody does with the link in the mail: confirm, take back, hear no more of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampion.cases.following import call_back as stop_news
from lampion.contacts.actions import subscribe
from lampion.contacts.models import Channel, ConsentText, Contact
from lampion.kit.tasks import wake
from lampion.mail.actions import call_back
from lampion.petitions.counting import COUNT, note
from lampion.petitions.models import Identity, KeyDestroyed, Petition, Signature
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
    held.save(update_fields=["confirmed_at", "month"])
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


@transaction.atomic
def take_back(signature: Signature, *, at: datetime) -> None:
    """The signature is gone: while people sign it counts no more, afterwards only its number stays. Twice is once."""
    held = Signature.objects.select_for_update(of=("self",)).filter(pk=signature.pk).first()
    if held is None:
        return
    call_back(f"signature:{held.pk}:", at=at)
    _stop_news(signature, at=at)
    if held.confirmed_at and signature.petition.closed_at:
        held.empty()
        return
    if held.counts:
        note([held], step=-1)
        wake(COUNT)
    held.delete()


@transaction.atomic
def want_no_news(signature: Signature, *, at: datetime) -> None:
    """They hear no more of this case, also of what waits to leave; the signature stays. Twice is once."""
    _stop_news(signature, at=at)
    Signature.objects.filter(pk=signature.pk).update(wants_news=False)


def _stop_news(signature: Signature, *, at: datetime) -> None:
    if not signature.wants_news:
        return
    try:
        address = signature.identity(signature.petition.key.secrets).email
    except KeyDestroyed:
        return
    stop_news(signature.petition.case, address, at=at)
