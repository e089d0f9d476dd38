"""Taking back a signature, or the wish for news: by a link in a mail, or with all else that is kept about somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lampion.cases.following import call_back as stop_news
from lampion.kit.tasks import wake
from lampion.mail.actions import call_back
from lampion.petitions.counting import COUNT, note
from lampion.petitions.deliveries import list_anew
from lampion.petitions.mailboxes import mailbox
from lampion.petitions.models import KeyDestroyed, NameUse, PetitionKey, Signature


@transaction.atomic
def take_back(signature: Signature, *, at: datetime) -> None:
    """The signature is gone: while people sign it counts no more, afterwards only its number stays. Twice is once."""
    held = Signature.objects.select_for_update(of=("self",)).filter(pk=signature.pk).first()
    if held is None:
        return
    # News that wait for it do not leave: their writer finds no signature. Whoever signed also elsewhere goes on reading.
    call_back(held.mails, at=at)
    _leave(held, ended=signature.petition.closed_at is not None)
    if held.use == NameUse.SHOWN:
        list_anew(signature.petition, at)


def _leave(held: Signature, *, ended: bool) -> None:
    if held.confirmed_at and ended:
        held.empty()
        return
    if held.counts:
        note([held], step=-1)
        wake(COUNT)
    held.delete()


@transaction.atomic
def want_no_news(signature: Signature, *, at: datetime) -> None:
    """They hear no more of this case, also of what waits to leave, whatever else they signed for it.

    The signatures stay. Twice is once.
    """
    _stop_news(signature, at=at)
    Signature.objects.filter(pk=signature.pk).update(wants_news=False)
    try:
        box = mailbox(signature.identity(signature.petition.key.secrets).email).address
    except KeyDestroyed:
        return
    keys = PetitionKey.objects.filter(petition__case=signature.petition.case, destroyed_at=None)
    for key in keys:
        same = Signature.objects.filter(petition=key.petition_id)
        same.filter(address_mark=key.secrets.mark("address", box)).update(wants_news=False)


def _stop_news(signature: Signature, *, at: datetime) -> None:
    if not signature.wants_news:
        return
    try:
        address = signature.identity(signature.petition.key.secrets).email
    except KeyDestroyed:
        return
    stop_news(signature.petition.case, address, at=at)
