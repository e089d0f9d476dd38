"""The month's letters leave by and by; writers say what they sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from lampion.cases.models import Case
from lampion.letters.models import Appeal, Asked, Channel, How, InUse, Round, Sent, Target, Writer
from lampion.letters.models.writer import mail_key, private_page, way_out
from lampion.letters.rules import can_change_target
from lampion.mail import actions as mail
from lampion.mail.late import queue_late
from lampion.people.models import Person

CHUNK = 500
ASKED = "letters.asked"


def consent_words(group_name: str, language: str) -> str:
    """Return the exact words to which a writer says yes."""
    with override(language):
        return _(
            "I would like the group %(name)s to ask me each month to write letters for people at risk, and to tell me what became of them. For this it keeps my name and the address that I gave. I can pause or stop whenever I like."
        ) % {"name": group_name}


@transaction.atomic
def invite(writer: Writer, *, at: datetime) -> None:
    """Ask somebody from outside, once, whether they agree."""
    context = {
        "writer": writer,
        "group": writer.group,
        "by": writer.by.name if writer.by else "",
        "words": consent_words(writer.group.name, writer.language),
        "page": private_page(writer),
    }
    mail.queue(
        "letters/mail/invitation",
        to=writer.email,
        language=writer.language,
        topic="letter-network",
        context=context,
        key=f"{mail_key(writer.pk)}invitation",
        way_out=way_out(writer),
    )


def note_paper_consent(writer: Writer, *, by: Person, at: datetime) -> None:
    writer.agree(consent_words(writer.group.name, writer.language), How.PAPER, by=by, at=at)


@transaction.atomic
def change_target(target: Target, words: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    """An authority moves or changes its name; drafts that go there are read anew. Raises InUse."""
    target.hold()
    if not can_change_target(target):
        raise InUse
    target.change(words, by=by, at=at)
    Appeal.objects.unpropose(target, by=by, at=at)


@transaction.atomic
def end_target(target: Target, *, by: Person, at: datetime) -> None:
    """No new letter goes there: drafts wait for nobody until they have another addressee. Twice is once."""
    if target.hold().ended_at is None:
        target.end(by=by, at=at)
        Appeal.objects.unpropose(target, by=by, at=at)


def send_some(round_: Round, *, at: datetime, most: int = CHUNK) -> int:
    """Queue mails for the next letters of a round; returns how many were looked at.

    What is hidden for now waits, and keeps nothing else waiting; what is over, and who left or rests, is dropped.
    See mails.py: each is asked again when its turn comes.
    """
    with transaction.atomic():
        appeals = _held(round_)
        open_now, hidden = _states(appeals, at)
        waiting = Asked.objects.select_for_update(of=("self",)).filter(
            round=round_, queued_at=None, dropped_at=None
        )
        others = waiting.exclude(appeal__in=hidden).select_related("writer__person")
        rows = list(others.order_by("pk")[:most])
        today = timezone.localdate(at)
        still = set(
            Writer.objects.reachable(today)
            .filter(pk__in={row.writer_id for row in rows})
            .values_list("pk", flat=True)
        )
        going, gone = [], []
        for row in rows:
            if row.appeal_id in open_now and row.writer_id in still:
                _queue(row, appeals[row.appeal_id], at)
                going.append(row.pk)
            else:
                gone.append(row.pk)
        Asked.objects.filter(pk__in=going).update(queued_at=at)
        Asked.objects.filter(pk__in=gone).update(dropped_at=at)
    return len(rows)


def _held(round_: Round) -> dict[int, Appeal]:
    """Return its letters, their cases locked: a suspension comes before or after, and holds what was queued."""
    found = {one.pk: one for one in round_.appeals.select_related("case")}
    cases = {one.case_id for one in found.values()}
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
    return found


def _states(appeals: dict[int, Appeal], at: datetime) -> tuple[set[int], set[int]]:
    """Return which letters may be sent now, and which are only hidden for the moment, while their days last."""
    mine = Appeal.objects.filter(pk__in=appeals)
    open_now = set(mine.public(at).values_list("pk", flat=True))
    alive = set(mine.within(Case.objects.all(), at).values_list("pk", flat=True))
    return open_now, alive - open_now


def _queue(row: Asked, appeal: Appeal, at: datetime) -> None:
    queue_late(
        ASKED,
        row.pk,
        language=row.writer.language,
        topic=appeal.case.topic,
        key=mail_key(row.writer_id, row.round_id, row.appeal_id),
        at=at,
    )


@transaction.atomic
def say_sent(asked: Asked, count: int, *, at: datetime) -> bool:
    """A writer says by their link that so many letters left; once. Raises Late. Returns whether it counted."""
    said = {"count": count, "group": asked.round.group, "channel": Channel.LINK}
    counted = Sent.of_appeal(asked.appeal, at=at, mark=_mark(asked), **said)
    if counted:
        Asked.objects.filter(pk=asked.pk).update(said_at=at)
    return counted


def _mark(asked: Asked) -> str:
    """The line of the ledger counts once for this asking, and does not say whose it was."""
    return salted_hmac("lampion.letters.asked", str(asked.pk), algorithm="sha256").hexdigest()
