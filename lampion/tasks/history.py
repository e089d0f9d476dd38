"""What happened to a task, in the words of the reader, what is newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lampion.people.models import Person
from lampion.tasks.models import Closing, Outcome, Share, Task


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    text: str
    word: str = ""


def history(task: Task) -> list[Event]:
    shares = task.shares.select_related("person", "by", "ended_by")
    closings = task.closings.select_related("by", "undone_by")
    events = [Event(task.added_at, _said(_("%(name)s wrote it down"), task.by))]
    for share in shares:
        events += _of_share(share)
    for closing in closings:
        events += _of_closing(closing)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _name(person: Person | None) -> str:
    return person.name if person else _("somebody")


def _said(words: str, by: Person | None, to: Person | None = None) -> str:
    return words % {"name": _name(by), "person": _name(to)}


def _of_share(share: Share) -> Iterator[Event]:
    taken = share.by_id == share.person_id
    words = _("%(name)s took it") if taken else _("%(name)s gave it to %(person)s")
    yield Event(share.since, _said(words, share.by, share.person))
    if share.ended_at is None:
        return
    if share.ended_by_id is None:
        yield Event(share.ended_at, _said(_("%(person)s left the group"), None, share.person))
    elif share.ended_by_id == share.person_id:
        words = _said(_("%(name)s handed it back"), share.person)
        yield Event(share.ended_at, words, share.word)
    else:
        words = _("%(name)s took it off %(person)s")
        yield Event(share.ended_at, _said(words, share.ended_by, share.person))


def _of_closing(closing: Closing) -> Iterator[Event]:
    words = {
        Outcome.DONE: _("%(name)s said: it is done"),
        Outcome.DROPPED: _("%(name)s dropped it"),
    }[Outcome(closing.outcome)]
    if closing.by_link:
        words = _("%(name)s said by the link in a mail: it is done")
    yield Event(closing.at, _said(words, closing.by))
    if closing.undone_at is not None:
        yield Event(closing.undone_at, _said(_("%(name)s opened it again"), closing.undone_by))
