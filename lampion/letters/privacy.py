from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.rules import taken_home
from lampion.kit.registers import Subject, Text, keeper
from lampion.letters.models import (
    Appeal,
    Asked,
    NewsRefusal,
    Parcel,
    Reply,
    Round,
    Sent,
    Target,
    Writer,
)
from lampion.letters.retention import forget_asked


def _written(subject: Subject) -> Iterable[Mapping[str, object]]:
    quoted = _quoted(subject)
    for appeal in Appeal.objects.filter(by=subject.person):
        title = appeal.title if appeal.case_id in quoted else ""
        yield {"title": title, "made_at": appeal.made_at}


def _quoted(subject: Subject) -> set[int]:
    return set(taken_home(subject.person, timezone.now()).values_list("pk", flat=True))


def _targets(subject: Subject) -> Iterable[Mapping[str, object]]:
    """Who is written to says whom it is about: named where a letter to them may be quoted."""
    letters = Appeal.objects.filter(case__in=_quoted(subject))
    named = set(letters.values_list("target", flat=True))
    for target in Target.objects.filter(by=subject.person):
        yield {"name": target.name if target.pk in named else "", "made_at": target.at}


def _counted(subject: Subject) -> Iterable[Mapping[str, object]]:
    for line in Sent.objects.filter(by=subject.person).select_related("group"):
        group = line.group.name if line.group else ""
        yield {"group": group, "kind": line.get_what_display(), "number": line.count, "on": line.on}


def _about(subject: Subject) -> models.QuerySet[Writer]:
    mine = Q(email__in=subject.emails) if subject.emails else Q(pk=None)
    return Writer.objects.filter(mine | Q(person=subject.person) if subject.person else mine)


def _writes(subject: Subject) -> Iterable[Mapping[str, object]]:
    """A letter of a case that is hidden now has no title: a file that is taken home keeps what we hide."""
    told = Appeal.objects.published().filter(case__in=_quoted(subject))
    shown = set(told.values_list("pk", flat=True))
    for writer in _about(subject).select_related("group", "person"):
        yield {
            "group": writer.group.name,
            "name": writer.name,
            "email": writer.to,
            "address": writer.address,
            "words": writer.agreed,
            "since": writer.agreed_at,
            "until": writer.ended_at,
        }
        for asked in Asked.objects.filter(writer=writer).select_related("appeal"):
            yield {
                "title": asked.appeal.title if asked.appeal_id in shown else "",
                "queued_at": asked.queued_at,
                "answered_at": asked.said_at,
            }
        for refusal in NewsRefusal.objects.filter(writer=writer):
            yield {"wants_news": False, "at": refusal.at}


def _leave(subject: Subject) -> int:
    found = list(_about(subject))
    for writer in found:
        writer.leave(by=None, at=timezone.now())
    NewsRefusal.objects.filter(writer__in=found).delete()
    return Asked.objects.filter(writer__in=found).delete()[0]


def _prepared(subject: Subject) -> Iterable[Mapping[str, object]]:
    hidden = Appeal.objects.exclude(case__in=_quoted(subject))
    silent = set(Round.objects.filter(appeals__in=hidden).values_list("pk", flat=True))
    for round_ in Round.objects.filter(by=subject.person).select_related("group"):
        words = "" if round_.pk in silent else round_.words
        yield {"group": round_.group.name, "text": words, "made_at": round_.at}


def _sent_on(subject: Subject) -> Iterable[Mapping[str, object]]:
    for parcel in Parcel.objects.filter(by=subject.person).select_related("group"):
        yield {"group": parcel.group.name, "on": parcel.sent_on}
    for parcel in Parcel.objects.filter(counted_by=subject.person).select_related("group"):
        yield {"group": parcel.group.name, "at": parcel.counted_at}


def _replies(subject: Subject) -> Iterable[Mapping[str, object]]:
    quoted = _quoted(subject)
    for reply in Reply.objects.filter(by=subject.person).select_related("group"):
        shown = reply.case_id in quoted
        yield {
            "group": reply.group.name,
            "name": reply.who if shown else "",
            "text": reply.words if shown else "",
            "on": reply.received_on,
        }


def _forget_old(on: date) -> int:
    return forget_asked(timezone.make_aware(datetime.combine(on, time())))


def _stays(
    model: type[models.Model],
    *,
    title: Text,
    purpose: Text,
    export: Callable[[Subject], Iterable[Mapping[str, object]]],
    kept: Text,
) -> None:
    """Answer for what somebody did for letters: it stays, and loses the name with the account."""
    keeper(
        model,
        title=title,
        purpose=purpose,
        basis=_("your membership of a group or of the secretariat"),
        duration=_("as long as the section exists"),
        export=export,
        forget=lambda subject: 0,
        kept=kept,
    )


_stays(
    Appeal,
    title=_("Model letters that you wrote"),
    purpose=_("to know who wrote and who published what people are asked to send"),
    export=_written,
    kept=_("the letter, without your name"),
)
_stays(
    Target,
    title=_("Addressees of letters that you noted"),
    purpose=_("to know where letters go"),
    export=_targets,
    kept=_("name and address of the authority, without your name"),
)
_stays(
    Sent,
    title=_("Letters that you counted for your group"),
    purpose=_("to say how many letters were sent for somebody at risk"),
    export=_counted,
    kept=_("the number and the day, without your name"),
)
keeper(
    Writer,
    title=_("Your place in a letter network"),
    purpose=_("to ask you each month to write letters for people at risk"),
    basis=_("your yes, in words that you saw"),
    duration=_("until you stop; who was asked for which letter, two years"),
    export=_writes,
    forget=_leave,
    leaves=_forget_old,
    also=(Asked, NewsRefusal),
    kept=_("that somebody said yes to these words and stopped, without name or address"),
)
_stays(
    Round,
    title=_("Letters of the month that you prepared for your group"),
    purpose=_("to know who asked the network for what"),
    export=_prepared,
    kept=_("the words of the group, without your name"),
)
_stays(
    Parcel,
    title=_("Parcels of paper that you sent or counted"),
    purpose=_("to compare what was sent with what arrived"),
    export=_sent_on,
    kept=_("the numbers and the days, without your name"),
)
_stays(
    Reply,
    title=_("Answers of authorities that you passed on"),
    purpose=_("to know how authorities answer"),
    export=_replies,
    kept=_("the answer of the authority, without your name; its scan, until it is removed"),
)
