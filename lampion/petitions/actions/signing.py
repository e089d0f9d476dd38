"""Somebody signs. Everybody gets the same answer; what happened is said in a mail to the mailbox itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.kit.queries import ReadyQuery
from lampion.kit.rows import insert_once
from lampion.mail.late import queue_late
from lampion.mail.models import Message
from lampion.petitions.mailboxes import mailbox
from lampion.petitions.models import (
    Condition,
    Identity,
    NameUse,
    Petition,
    PetitionKey,
    Signature,
    hold_against_conditions,
)
from lampion.petitions.models.key import Secrets
from lampion.petitions.models.signature import MOST_OF_A_MAILBOX, month_of

CONFIRMATION, AGAIN = "petitions.confirmation", "petitions.again"
# The same mail goes once in ten minutes, however often the form is sent, and so many times in all.
STRETCH, MOST_MAILS = 600, 5
_PK, _MARK, _AT = 2**53, "mark", datetime(2999, 12, 31, 12, tzinfo=UTC)
_DAY = timezone.localdate(_AT)


class NotOpen(Exception):
    """It is closed, or its case is hidden or over: nobody signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What somebody typed, already valid. place: where it is, for numbers; aside: why it waits for a look, or nothing."""

    petition: Petition
    identity: Identity
    use: NameUse
    wants_news: bool
    place: str = ""
    group: Group | None = None
    event: Event | None = None
    aside: str = ""


@transaction.atomic
def sign(signed: Signed, *, at: datetime) -> None:
    """Keep the signature and ask the mailbox to confirm it; one that is there already gets another mail.

    Raises NotOpen.
    """
    petition = signed.petition
    open_now = _OPEN.rows(pk=petition.pk, at=at, day=timezone.localdate(at))
    if not open_now:
        raise NotOpen
    ((wrapped, half, conditions),) = open_now
    key = PetitionKey(wrapped=wrapped, half=half).secrets
    made = _begun(signed, key, at=at)
    if conditions:
        hold_against_conditions(made, at=at)
    # Somebody else may sign from the same mailbox in this moment: then the next place is tried.
    for _turn in range(MOST_OF_A_MAILBOX + 1):
        there = _of_mailbox(made)
        known = _known(there, made.name_mark)
        if known:
            _write_again(known, petition, signed, at=at)
            return
        made.nth = _free_place(there)
        made.close_up(signed.identity, key)
        if insert_once(made):
            _write(CONFIRMATION, made, petition, signed.identity.language, at=at)
            return
    raise NotOpen  # three others were quicker: not a person


def _open() -> QuerySet[Petition, tuple[str, str, bool]]:
    """Return the halves of its key, and whether conditions were kept on, of a petition that may be signed."""
    standing = Condition.objects.standing().filter(petition=OuterRef("pk"))
    open_then = Petition.objects.signable(_AT).filter(pk=_PK)
    return open_then.values_list("key__wrapped", "key__half", Exists(standing)).order_by()


def _anybody() -> QuerySet[Signature, tuple[int]]:
    return Signature.objects.filter(petition=_PK, address_mark=_MARK).values_list("pk")[:1]


_OPEN = ReadyQuery(_open, pk=_PK, at=_AT, day=_DAY)
_ANYBODY = ReadyQuery(_anybody, pk=_PK, mark=_MARK)


def _begun(signed: Signed, key: Secrets, *, at: datetime) -> Signature:
    box = mailbox(signed.identity.email)
    return Signature(
        petition=signed.petition,
        address_mark=key.mark("address", box.address),
        domain_mark=key.mark("domain", box.domain),
        lookalike=box.lookalike,
        group=signed.group,
        event=signed.event,
        name_mark=key.mark("name", same_name(signed.identity.name)),
        use=signed.use,
        wants_news=signed.wants_news,
        month=month_of(timezone.localdate(at)),
        place=signed.place,
        made_at=at,
        set_aside_at=at if signed.aside else None,
        set_aside_why=signed.aside,
    )


def same_name(name: str) -> str:
    """Return what two spellings of one name have in common, in any script."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    said = "".join(
        sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
    )
    return " ".join(sorted(said.split()))


def _of_mailbox(made: Signature) -> Sequence[Signature]:
    if not _ANYBODY.rows(pk=made.petition_id, mark=made.address_mark):
        return []
    same = Signature.objects.filter(petition=made.petition_id, address_mark=made.address_mark)
    return list(same.order_by("nth"))


def _known(there: Sequence[Signature], name_mark: str) -> Signature | None:
    """Return the signature of the same person; or, where the mailbox has no place left, the first one."""
    for one in there:
        if one.name_mark == name_mark:
            return one
    return there[0] if len(there) >= MOST_OF_A_MAILBOX else None


def _free_place(there: Sequence[Signature]) -> int:
    taken = {one.nth for one in there}
    return next(place for place in range(1, MOST_OF_A_MAILBOX + 1) if place not in taken)


def _write_again(known: Signature, petition: Petition, signed: Signed, *, at: datetime) -> None:
    writer = AGAIN if known.confirmed_at else CONFIRMATION
    key = f"signature:{known.pk}:"
    if Message.objects.filter(key__startswith=key).count() < MOST_MAILS:
        # The mail says for how many days its link is good: they begin now.
        Signature.objects.filter(pk=known.pk, confirmed_at=None).update(made_at=at)
        _write(writer, known, petition, signed.identity.language, at=at)


def _write(
    writer: str, signature: Signature, petition: Petition, language: str, *, at: datetime
) -> None:
    stretch = int(at.timestamp()) // STRETCH
    key = f"signature:{signature.pk}:{writer}:{stretch}"
    queue_late(writer, signature.pk, language=language, topic=petition.topic, key=key, at=at)
