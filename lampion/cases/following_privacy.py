"""What following a case keeps about people."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.following import mark_of
from lampion.cases.models import CaseNews, Deed, Feed, NewsMark, Question, Quiet
from lampion.cases.rules import taken_home
from lampion.kit.registers import Subject, keeper
from lampion.people.models.person import normalise_email


def _marks(subject: Subject) -> list[int]:
    """Return the marks of the subject's addresses: each is found by making it anew for each piece of news."""
    addresses = [normalise_email(address) for address in subject.emails]
    marked = NewsMark.objects.order_by().values("news").distinct()
    news = CaseNews.objects.filter(pk__in=marked, secret__isnull=False)
    wanted = {mark_of(one, address) for one in news for address in addresses}
    found: list[int] = []
    if wanted:
        rows = NewsMark.objects.filter(address_mark__in=list(wanted))
        found = list(rows.values_list("pk", flat=True))
    return found


def _told(subject: Subject) -> Iterable[Mapping[str, object]]:
    for row in NewsMark.objects.filter(pk__in=_marks(subject)).values("at"):
        yield {"queued_at": row["at"]}
    if subject.person is not None:
        yield from Quiet.objects.filter(person=subject.person).values("at")


def _forget_told(subject: Subject) -> int:
    count = NewsMark.objects.filter(pk__in=_marks(subject)).delete()[0]
    if subject.person is not None:
        count += Quiet.objects.filter(person=subject.person).delete()[0]
    return count


def _wrote(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    quoted = _quoted(subject)
    for news in CaseNews.objects.filter(by=subject.person):
        yield {"title": news.title if news.case_id in quoted else "", "made_at": news.made_at}
    yield from Feed.objects.filter(by=subject.person).values("title", "at")


def _did(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    quoted = _quoted(subject)
    for deed in Deed.objects.standing().filter(by=subject.person).select_related("group"):
        words = deed.words if deed.case_id in quoted else ""
        yield {"group__name": deed.group.name, "words": words, "at": deed.at}
    for asked in Question.objects.filter(by=subject.person).select_related("group"):
        shown = asked.case_id in quoted
        yield {
            "group__name": asked.group.name,
            "words": asked.words if shown else "",
            "answer": asked.answer if shown else "",
            "at": asked.at,
        }


def _quoted(subject: Subject) -> set[int]:
    return set(taken_home(subject.person, timezone.now()).values_list("pk", flat=True))


def keep_all() -> None:
    keeper(
        NewsMark,
        title=_("News of cases that you got, or do not want"),
        purpose=_("to send each piece of news once, to those who asked for it"),
        basis=_("your consent"),
        duration=_("some months; the parameters say how many"),
        export=_told,
        forget=_forget_told,
        also=(Quiet,),
        kept=_("how many got the news"),
    )
    keeper(
        CaseNews,
        title=_("News of cases that you wrote"),
        purpose=_("to know who wrote and who let it out"),
        basis=_("your membership of a group or of the secretariat"),
        duration=_("as long as the section exists"),
        export=_wrote,
        forget=lambda subject: 0,
        also=(Feed,),
        kept=_("the news themselves, without your name"),
    )
    keeper(
        Deed,
        title=_("What you told of the work of your group for a case, and asked about it"),
        purpose=_("to tell the groups that stand by the same case, and to answer"),
        basis=_("your membership of a group or of the secretariat"),
        duration=_("until you or the group withdraw it"),
        export=_did,
        forget=lambda subject: 0,
        also=(Question,),
        kept=_("the words, without your name"),
    )
