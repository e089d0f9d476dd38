"""Telling the news of a case: to those who asked for them, once each, and to nobody while it is hidden."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from lampion.cases.figures import counted, work_for
from lampion.cases.loop import Audience, Listener, audiences
from lampion.cases.models import (
    Adoption,
    Case,
    CaseNews,
    CaseReader,
    Closing,
    NewsMark,
    Quiet,
    Tier,
)
from lampion.groups.models import Group, Membership
from lampion.kit.tasks import wake
from lampion.kit.tokens import keys_of, token
from lampion.mail import actions as mail
from lampion.mail.models import WAY_OUT, Batch, Message
from lampion.people.models import Person
from lampion.people.models.person import normalise_email

JOB = gettext_noop("queue the news of cases")
# So long after it is let out the first mail leaves: time to see one's mistake.
REGRET = timedelta(minutes=2)
BLOCK = 500
# So many of its mails wait in the queue at most.
MOST_WAITING = 20_000
_GROUPS, _PURPOSE = "groups", "lampion.cases.quiet"
_ADDRESS = re.compile(r"[^\s\x00]+@[^\s\x00]+")


@transaction.atomic
def release(news: CaseNews, *, seen: datetime, by: Person | None, at: datetime) -> None:
    """Tell a piece of news; good ones close the case and keep what was done for it. Raises SamePerson, Stale."""
    news.release(seen, by=by, at=at)
    if news.is_good:
        news.case.close(good=True, words=news.title, by=by, at=at)
        news.counts = work_for(news.case, timezone.localdate(at)).counts()
        news.save(update_fields=["counts"])
    wake(JOB)


@transaction.atomic
def withdraw(news: CaseNews, *, by: Person, at: datetime) -> bool:
    """Take it off every page, and its mails out of the queue; returns whether the case that it closed is open again.

    What a server took is gone.
    """
    news.case.locked()
    if not news.withdraw(by=by, at=at):
        return False
    mail.call_back(news.mark, at=at)
    closing = closed_by(news)
    if closing:
        closing.undo(by=by, at=at)
    return closing is not None


def closed_by(news: CaseNews) -> Closing | None:
    """Return the closing that the news made, if it stands: taking them back ends it, and no other."""
    closing = news.case.closing() if news.is_good else None
    return closing if closing and closing.at == news.released_at else None


@dataclass(frozen=True, slots=True)
class Reached:
    """The reader that was looked at last: place in an audience, as the edition (its key) said who may read."""

    edition: int
    audience: str = _GROUPS
    place: str = ""


def tell_readers(news: CaseNews, *, at: datetime, until: datetime, most: int = BLOCK) -> bool:
    """Queue mails for those who ask for the news, until the moment `until`; returns whether all were looked at.

    Piece by piece, each in a transaction with the place it reached: the next run goes on from there, and of two at once
    one finds that the other was quicker. A mark keeps who is in two audiences from a second mail. most: readers a
    transaction.
    """
    while True:
        case = Case.objects.with_edition().get(pk=news.case_id)
        if case.edition is None:
            return False
        since = _reached(news, case.edition.pk)
        audience, block = _piece(case, since, most)
        with transaction.atomic():
            held = case.locked()
            if held.edition_id != case.edition_id or not _may_leave(news, at):
                return False
            if _reached(news, case.edition.pk) != since:
                continue
            if not block:
                CaseNews.objects.filter(pk=news.pk).update(finished_at=at)
                return True
            _queue(news, case, audience, block, at=at)
            here = Reached(case.edition.pk, audience, block[-1].place)
            CaseNews.objects.filter(pk=news.pk).update(reached=asdict(here))
        if timezone.now() >= until:
            return False


def _reached(news: CaseNews, edition: int) -> Reached:
    """Return how far it is. Where another edition says who may read, it begins anew: others may be among them."""
    said = CaseNews.objects.values_list("reached", flat=True).get(pk=news.pk)
    kept = Reached(**said) if said else None
    return kept if kept and kept.edition == edition else Reached(edition)


def _may_leave(news: CaseNews, at: datetime) -> bool:
    """Asked with the case locked: a suspension comes before or after, not in between."""
    mine = CaseNews.objects.leaving(at - REGRET).filter(pk=news.pk)
    shown = Case.objects.filter(pk=news.case_id).shown(at)
    # By the topic, of which an index knows what waits: who got the mail is not looked at again for each piece.
    waiting = Message.objects.waiting().filter(topic=news.case.topic)
    return mine.exists() and shown.exists() and waiting.count() < MOST_WAITING


def _piece(case: Case, since: Reached, most: int) -> tuple[str, Sequence[Listener]]:
    """Return an audience and those who come next in it; nobody, when all audiences were asked.

    Of what not everybody may read, only who may read it is asked.
    """
    known = [Audience(_GROUPS, 0, "", partial(_of_groups, case))]
    if case.shown_edition.tier == Tier.PUBLIC:
        known += audiences()
    keys = [audience.key for audience in known]
    # Where no room registers it any more all are asked anew: marks keep everybody from a second mail.
    first = keys.index(since.audience) if since.audience in keys else 0
    for audience in known[first:]:
        place = since.place if audience.key == since.audience else ""
        if block := audience.listeners(case.pk, place, most):
            return audience.key, block
    return _GROUPS, []


def _of_groups(case: Case, _case: int, after: str, most: int) -> Sequence[Listener]:
    return [
        Listener(
            person.email or "",
            person.language,
            way_out(case, person),
            key=str(person.pk),
            place=str(person.pk),
        )
        for person in readers_of(case).filter(pk__gt=int(after or 0))[:most]
    ]


def readers_of(case: Case) -> QuerySet[Person]:
    """The core of the groups that stand by the case, or who was named; without who wants no mail about it."""
    if case.shown_edition.tier == Tier.NAMED:
        named = CaseReader.objects.filter(case=case, person=OuterRef("pk"), ended_at=None)
        people = Person.objects.filter(Exists(named))
    else:
        groups = Adoption.objects.sharing().filter(case=case).values("group")
        core = Membership.objects.active().core().filter(group__in=groups)
        people = Person.objects.filter(Exists(core.filter(person=OuterRef("pk"))))
    quiet = Quiet.objects.filter(case=case, person=OuterRef("pk"))
    return people.filter(~Exists(quiet), is_active=True, email__isnull=False).order_by("pk")


def _queue(
    news: CaseNews, case: Case, audience: str, block: Sequence[Listener], *, at: datetime
) -> None:
    fresh = _fresh(news, audience, block)
    NewsMark.objects.bulk_create(
        NewsMark(news=news, reader=reader, address_mark=address, at=at)
        for reader, address, _listener in fresh
    )
    written = {code for code, _name in settings.LANGUAGES}
    by_language: dict[str, list[mail.Addressed]] = {}
    for _reader, address, listener in fresh:
        known = listener.language in written
        language = listener.language if known else case.section.first_language
        key = f"{news.mark}{address}"
        said = mail.Addressed(listener.to, key, listener.way_out, listener.late)
        by_language.setdefault(language, []).append(said)
    for language, readers in sorted(by_language.items()):
        mail.queue_batch(_words(news, case, language), readers, topic=case.topic)


def _fresh(
    news: CaseNews, audience: str, block: Sequence[Listener]
) -> list[tuple[str, str, Listener]]:
    """Return mark of the reader, mark of the address, and listener, of who was not written to yet."""
    marked = [
        (
            mark_of(news, f"{audience}:{one.key}"),
            mark_of(news, normalise_email(one.to)),
            one,
        )
        for one in block
        if _ADDRESS.fullmatch(one.to)
    ]
    # Two questions, each by its own index: one with "or" would look at all marks of the news.
    readers = news.marks.filter(reader__in=[one[0] for one in marked])
    addresses = news.marks.filter(address_mark__in=[one[1] for one in marked])
    known = {*readers.values_list("reader", flat=True)}
    known |= {*addresses.values_list("address_mark", flat=True)}
    # Who wants no mail about the case gets none in another role either.
    quiet = Quiet.objects.filter(case=news.case_id, person__email__isnull=False)
    mailed = quiet.filter(person__email__in=[normalise_email(one.to) for one in block])
    emails = mailed.values_list("person__email", flat=True)
    known |= {mark_of(news, email or "") for email in emails}
    fresh = []
    for reader, address, listener in marked:
        if not known & {reader, address}:
            fresh.append((reader, address, listener))
            known |= {reader, address}
    return fresh


def mark_of(news: CaseNews, value: str) -> str:
    """Return 64 hexadecimal digits from which nobody learns `value` without what the keyring keeps for these news."""
    return hmac.digest(news.marking_key, value.encode(), "sha256").hex()


def _words(news: CaseNews, case: Case, language: str) -> Batch:
    """Return the mail in a language. It names nobody: a mailbox is read by others too, and keeps what we hide."""
    tier = case.shown_edition.tier
    with override(language):
        subject = _("Good news, thanks to you") if news.is_good else _("There is news for you")
        said = {
            "subject": subject,
            "language": language,
            "news": news,
            "counts": [(str(title), count) for title, count in counted(news.counts)],
            "page": settings.SITE_URL + address_of(news, case),
            "section": case.section.name,
            "way_out": WAY_OUT,
        }
        words = {
            "subject": subject,
            "text": render_to_string("cases/mail/news.txt", said).strip() + "\n",
            "html": render_to_string("cases/mail/news.html", said),
        }
    values = {"sender": case.section.name, "language": language, **words}
    topic = f"case-news-{news.pk}-{language}-{tier}"
    return Batch.objects.get_or_create(topic=topic, defaults=values)[0]


def address_of(news: CaseNews, case: Case) -> str:
    """Return where the news is read: by everybody, or after signing in by those who may."""
    public = case.shown_edition.tier == Tier.PUBLIC
    return reverse(f"cases:{'news' if public else 'own-news'}", args=[case.key, news.pk])


@transaction.atomic
def call_back(case: Case, address: str, *, at: datetime) -> int:
    """Whoever has this address hears no more of the case: what waits is dropped; returns how many mails.

    Rooms above say this when somebody stops by the way out of a Listener: they get no mail as one of a group either.
    """
    case.locked()
    for person in Person.objects.filter(email=normalise_email(address)):
        Quiet.choose(case, person, mails=False, at=at)
    count = 0
    for news in CaseNews.objects.filter(case=case).remembered():
        mark = mark_of(news, normalise_email(address))
        count += mail.call_back(f"{news.mark}{mark}", at=at)
        if news.finished_at is None and not news.marks.filter(address_mark=mark).exists():
            NewsMark.objects.create(news=news, reader=mark, address_mark=mark, at=at)
    return count


@transaction.atomic
def leave_out(case: Case, group: Group, *, at: datetime) -> None:
    """The group stands by the case no longer: of the news that wait its core gets none in that role."""
    case.locked()
    core = Membership.objects.active().core().filter(group=group)
    gone = set(core.values_list("person", flat=True))
    gone -= set(readers_of(case).values_list("pk", flat=True))
    for news in CaseNews.objects.filter(case=case).remembered():
        readers = [mark_of(news, f"{_GROUPS}:{pk}") for pk in gone]
        written = news.marks.filter(reader__in=readers)
        for address in written.values_list("address_mark", flat=True):
            mail.call_back(f"{news.mark}{address}", at=at)
        if news.finished_at is None:
            # For a run that read its block before; no address has this mark, and who also signed is still told.
            marks = [NewsMark(news=news, reader=one, address_mark=one, at=at) for one in readers]
            NewsMark.objects.bulk_create(marks, ignore_conflicts=True)


@transaction.atomic
def choose_mails(case: Case, person: Person, *, mails: bool, at: datetime) -> None:
    """Somebody of a group wants the mails about a case, or no longer."""
    if not mails and person.email:
        call_back(case, person.email, at=at)
    else:
        Quiet.choose(case, person, mails=mails, at=at)


# --- the way out of who is in a group ---------------------------------------------------------


def way_out(case: Case, person: Person) -> str:
    """Return the address at which they stop the mails about this case by one click (RFC 8058)."""
    return settings.SITE_URL + reverse("case-news:one-click", args=[token_of(case, person)])


def token_of(case: Case, person: Person) -> str:
    return token(_PURPOSE, case.pk, person.pk)


def choice_of(said: str) -> tuple[Case, Person] | None:
    """Return whose choice about which case a token opens, or None."""
    keys = keys_of(said, _PURPOSE, 2)
    if keys is None:
        return None
    case = Case.objects.filter(pk=keys[0]).first()
    person = Person.objects.filter(pk=keys[1], is_active=True).first()
    return (case, person) if case and person else None


# --- how far it is ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How many readers were looked at; to how many a server took the mail; who waits; who said no meanwhile; whose
    server refused it.
    """

    readers: int = 0
    sent: int = 0
    waiting: int = 0
    dropped: int = 0
    failed: int = 0


def progress(news: CaseNews) -> Progress:
    """Count the mails of a piece of news; of an old one the numbers were kept."""
    if news.reach:
        return Progress(**news.reach)
    lost = Q(gave_up_at__isnull=False, sent_at=None)
    counts = Message.objects.with_key(news.mark).aggregate(
        readers=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at=None, gave_up_at=None)),
        dropped=Count("pk", filter=lost & Q(last_problem="")),
        failed=Count("pk", filter=lost & ~Q(last_problem="")),
    )
    return Progress(**counts)


@transaction.atomic
def forget_readers(news: CaseNews, *, at: datetime) -> int:
    """Keep the numbers, and no longer who was written to; returns how many marks were removed.

    News whose readers were not all looked at end here: without the marks, who got them would get them again.
    """
    news.case.locked()
    CaseNews.objects.told().filter(pk=news.pk, finished_at=None).update(finished_at=at)
    news.reach = asdict(progress(news))
    news.save(update_fields=["reach"])
    Message.objects.with_key(news.mark).delete()
    return news.marks.all().delete()[0]
