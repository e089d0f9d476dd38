"""Somebody signs. Everybody gets the same answer; what happened is said in a mail to the mailbox itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.kit.queries import A_KEY, A_MOMENT, A_WORD, ReadyQuery
from lampion.kit.rows import insert_once
from lampion.mail.late import queue_late
from lampion.mail.models import Message
from lampion.petitions.mailboxes import mailbox
from lampion.petitions.models import (
    Condition,
    Identity,
    KeyDestroyed,
    NameUse,
    Petition,
    PetitionKey,
    Signature,
    hold_against_conditions,
)
from lampion.petitions.models.key import Secrets
from lampion.petitions.models.signature import MOST_OF_A_MAILBOX, month_of

CONFIRMATION, AGAIN = "petitions.confirmation", "petitions.again"
# The same mail goes once in ten minutes, however often the form is sent, and so many to a mailbox in a day.
STRETCH, MOST_MAILS = 600, 5


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
    held = signed.petition.key
    key = _opened(held)
    made = _begun(signed, key, at=at)
    open_now = _OPEN.rows(pk=made.petition_id, at=at, day=timezone.localdate(at))
    if not open_now:
        raise NotOpen
    ((wrapped, conditions),) = open_now
    if wrapped != held.wrapped:
        raise NotOpen  # its key was destroyed a moment ago
    if conditions:
        hold_against_conditions(made, at=at)
    # Somebody else may sign from the same mailbox in this moment: then the next place is tried.
    for _turn in range(MOST_OF_A_MAILBOX + 1):
        there = _of_mailbox(made)
        known = _same(there, made.name_mark) or _in_the_way(there, at)
        if known:
            _write_again(known, signed, key, at=at)
            return
        made.nth = _free_place(there)
        made.close_up(signed.identity, key)
        if insert_once(made):
            if not there or _may_write(made, at):
                _write(CONFIRMATION, made, signed, at=at)
            return
    raise NotOpen  # three others were quicker: not a person


def _opened(key: PetitionKey) -> Secrets:
    """Raises NotOpen."""
    try:
        return key.secrets
    except KeyDestroyed:
        raise NotOpen from None


def _open() -> QuerySet[Petition, tuple[str, bool]]:
    """Of a petition that may be signed: half of its key, and whether conditions were kept on."""
    standing = Condition.objects.standing().filter(petition=OuterRef("pk"))
    open_then = Petition.objects.signable(A_MOMENT).filter(pk=A_KEY).order_by()
    return open_then.values_list("key__wrapped", Exists(standing))


def _anybody() -> QuerySet[Signature, tuple[int]]:
    # Not empty, as the index says: else PostgreSQL plans the query anew each time to find that it may use it.
    same = Signature.objects.filter(petition=A_KEY, address_mark=A_WORD).exclude(address_mark="")
    return same.values_list("pk")[:1]


_OPEN = ReadyQuery(_open, pk=A_KEY, at=A_MOMENT, day=timezone.localdate(A_MOMENT))
_ANYBODY = ReadyQuery(_anybody, pk=A_KEY, mark=A_WORD)


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


def _of_mailbox(made: Signature) -> list[Signature]:
    if not _ANYBODY.rows(pk=made.petition_id, mark=made.address_mark):
        return []
    same = Signature.objects.filter(petition=made.petition_id, address_mark=made.address_mark)
    return list(same.order_by("nth"))


def _same(there: Sequence[Signature], name_mark: str) -> Signature | None:
    """Return the signature of the same person."""
    return next((one for one in there if one.name_mark == name_mark), None)


def _in_the_way(there: list[Signature], at: datetime) -> Signature | None:
    """Return the first signature of a mailbox that has no place left for another name.

    Whoever did not confirm makes room once the mail had time to be read: two invented names keep nobody out.
    """
    if len(there) < MOST_OF_A_MAILBOX:
        return None
    before = at - timedelta(seconds=STRETCH)
    waiting = [one for one in there if one.confirmed_at is None and one.made_at < before]
    for one in sorted(waiting, key=lambda one: one.made_at):
        if Signature.objects.filter(pk=one.pk, confirmed_at=None).delete()[0]:
            there.remove(one)
            return None
    return there[0]


def _free_place(there: Sequence[Signature]) -> int:
    taken = {one.nth for one in there}
    return next(place for place in range(1, MOST_OF_A_MAILBOX + 1) if place not in taken)


def _write_again(known: Signature, signed: Signed, key: Secrets, *, at: datetime) -> None:
    """Send the mail once more; while nobody confirmed, with what was typed now."""
    if known.confirmed_at is None:
        _weigh(known, signed, key)
    if _may_write(known, at):
        # The mail says for how many days its link is good: they begin now.
        Signature.objects.filter(pk=known.pk, confirmed_at=None).update(made_at=at)
        _write(AGAIN if known.confirmed_at else CONFIRMATION, known, signed, at=at)


def _may_write(signature: Signature, at: datetime) -> bool:
    """Whether its mailbox got few mails about this petition in a day, whatever the names."""
    sent = Message.objects.with_key(signature.mails_of_mailbox)
    return sent.filter(created_at__gt=at - timedelta(days=1)).count() < MOST_MAILS


def _weigh(known: Signature, signed: Signed, key: Secrets) -> None:
    """Nobody knows which of two forms the person behind the mailbox filled in: what shows and tells less holds."""
    waiting = Signature.objects.select_for_update(of=("self",)).filter(confirmed_at=None)
    held = waiting.filter(pk=known.pk).first()
    if held is None or held.name_mark != key.mark("name", same_name(signed.identity.name)):
        return
    former, said = held.identity(key), signed.identity
    both = former.consent is not None and said.consent is not None
    held.close_up(replace(said, email=former.email, consent=said.consent if both else None), key)
    held.wants_news, held.place = held.wants_news and signed.wants_news, signed.place
    if signed.use != NameUse.SHOWN:
        held.use = NameUse.COUNTED
    held.save(update_fields=["sealed", "wants_news", "place", "use"])


def _write(writer: str, signature: Signature, signed: Signed, *, at: datetime) -> None:
    stretch = int(at.timestamp()) // STRETCH
    said = {"language": signed.identity.language, "topic": signed.petition.topic}
    queue_late(writer, signature.pk, key=f"{signature.mails}{writer}:{stretch}", at=at, **said)
