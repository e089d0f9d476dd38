from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import lampion.petitions.paper_privacy  # noqa: F401 beside these, those of paper
from lampion.kit.registers import Subject, keeper
from lampion.petitions.mailboxes import mailbox
from lampion.petitions.models import (
    Condition,
    KeyAbsent,
    Petition,
    PetitionKey,
    PetitionPicture,
    PetitionText,
    Signature,
)
from lampion.petitions.retention import forget_signers, forget_unconfirmed
from lampion.petitions.taking_back import take_back

logger = logging.getLogger(__name__)


def _of(subject: Subject) -> Iterator[Signature]:
    """Yield the signatures that came from the mailboxes of somebody: each petition knows them by its own key."""
    boxes = [mailbox(email).address for email in subject.emails]
    keys = PetitionKey.objects.filter(destroyed_at=None).select_related("petition")
    marks = [mark for key in keys.iterator() for mark in _marks(key, boxes)]
    for start in range(0, len(marks), 500):
        found = Signature.objects.filter(address_mark__in=marks[start : start + 500])
        yield from found.select_related("petition__key", "petition__section", "group")


def _marks(key: PetitionKey, boxes: Sequence[str]) -> list[str]:
    """Without its half nobody finds or reads a signature: what can be found is not kept from somebody for that."""
    try:
        return [key.secrets.mark("address", box) for box in boxes]
    except KeyAbsent:
        logger.error("the keyring has no half for %s", key)
        return []


def _title(petition: Petition) -> str:
    """Return its title; of what nobody may read now its number, so that an export does not tell of it."""
    if Petition.objects.public(timezone.now()).filter(pk=petition.pk).exists():
        return petition.words().title
    return gettext("Petition no. %(number)s") % {"number": petition.number}


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    for signature in _of(subject):
        identity = signature.identity(signature.petition.key.secrets)
        yield {
            "title": _title(signature.petition),
            "name": identity.name,
            "email": identity.email,
            "locality": identity.locality,
            "country": identity.country,
            "group": str(signature.group or ""),
            "use": signature.get_use_display(),
            "wants_news": signature.wants_news,
            "made_at": signature.made_at,
            "confirmed_at": signature.confirmed_at,
        }


def _forget(subject: Subject) -> int:
    found = list(_of(subject))
    for signature in found:
        take_back(signature, at=timezone.now())
    return len(found)


def _leave(on: date) -> int:
    now = timezone.now()
    return forget_unconfirmed(now) + forget_signers(now)


keeper(
    Signature,
    title=_("Signatures under petitions"),
    purpose=_("to count you, and to write to you what becomes of it if you asked"),
    basis=_("your signature, which you confirmed by mail"),
    duration=_(
        "until you take it back; unconfirmed some days; otherwise until some months after the end of the petition, when its key is destroyed"
    ),
    export=_export,
    forget=_forget,
    leaves=_leave,
    also=(PetitionKey,),
    kept=_("the number, by month and by places with ten signatures or more"),
)


def _written(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    for petition in Petition.objects.filter(by=subject.person):
        yield {
            "title": _title(petition),
            "number": petition.number,
            "made_at": petition.made_at,
        }


keeper(
    Petition,
    title=_("Petitions that you wrote or published"),
    purpose=_("to know who answers for what people sign"),
    basis=_("your work for the secretariat"),
    duration=_("as long as the section exists"),
    export=_written,
    forget=lambda subject: 0,
    also=(PetitionText, PetitionPicture),
    kept=_("the petition, without your name"),
)


def _set_aside(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    made = Condition.objects.filter(by=subject.person)
    for condition in made.select_related("petition").prefetch_related("petition__texts"):
        yield {
            "title": _title(condition.petition),
            "reason": condition.reason,
            "number": condition.touched,
            "at": condition.at,
        }


keeper(
    Condition,
    title=_("Signatures that you set aside"),
    purpose=_("to know who answers for a number that changed"),
    basis=_("your work for the secretariat"),
    duration=_("as long as the section exists"),
    export=_set_aside,
    forget=lambda subject: 0,
    kept=_("what was set aside and why, without your name"),
)
