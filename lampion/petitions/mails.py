"""The mails about a signature, written when they leave: until then the queue knows neither address nor name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from lampion.kit.queries import A_KEY, ReadyQuery
from lampion.mail.late import Rendered
from lampion.petitions.links import link_to, way_out_of
from lampion.petitions.models import KeyDestroyed, Petition, PetitionKey, Signature
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

NEWS = "petitions.news"


def confirmation(about: int, at: datetime) -> Rendered | None:
    """Ask the mailbox; None if it said yes meanwhile, took it back, or nobody may sign any more."""
    return _mail("petitions/mail/confirmation.txt", about, at, confirmed=False)


def signed_before(about: int, at: datetime) -> Rendered | None:
    """Say that they had signed already: whoever reads the form alone does not learn it."""
    return _mail("petitions/mail/again.txt", about, at, confirmed=True)


def news(about: int, at: datetime) -> Rendered | None:
    """Say to whom news of the case go, who asked for them; None if they no longer ask, or do not count any more."""
    asking = _ASKING.rows(pk=about)
    if not asking:
        return None
    ((number, wrapped, half, *said),) = asking
    petition = Petition(pk=number)
    key = PetitionKey(petition=petition, wrapped=wrapped, half=half)
    columns = dict(zip(_SEALED, said, strict=True))
    signature = Signature(pk=about, petition=petition, **columns)
    try:
        identity = signature.identity(key.secrets)
    except KeyDestroyed:
        return None
    return Rendered(identity.email, way_out=way_out_of(signature))


# What is sealed, and what it is bound to.
_SEALED = ("address_mark", "nth", "sealed")


def _asking() -> QuerySet[Signature, Any]:
    who = Signature.objects.counted().filter(pk=A_KEY, wants_news=True).order_by()
    return who.values_list("petition", "petition__key__wrapped", "petition__key__half", *_SEALED)


_ASKING = ReadyQuery(_asking, pk=A_KEY)


def _mail(template: str, about: int, at: datetime, *, confirmed: bool) -> Rendered | None:
    known = Signature.objects.select_related("petition__key", "petition__section")
    signature = known.filter(pk=about, confirmed_at__isnull=not confirmed).first()
    if signature is None:
        return None
    petition = signature.petition
    if not Petition.objects.signable(at).filter(pk=petition.pk).exists():
        return None
    try:
        identity = signature.identity(petition.key.secrets)
    except KeyDestroyed:
        return None
    days = Parameter.objects.value(
        petition.section, Name.UNCONFIRMED_DAYS, on=timezone.localdate(at)
    )
    said: dict[str, Any] = {
        "name": identity.name,
        "section": petition.section,
        "petition": petition,
        "words": petition.words(identity.language),
        "link": link_to(signature, identity.language),
        "days": days,
    }
    with override(identity.language):
        subject, _blank, text = render_to_string(template, said).lstrip().partition("\n")
    return Rendered(identity.email, subject, text.strip() + "\n")
