"""What follows a case behind the doors: its news, what a group did and asked, feeds of a country."""

from __future__ import annotations

from django.utils import timezone

from lampion.cases.following import release, token_of
from lampion.cases.models import Adoption, CaseNews, Deed, Feed, Question
from lampion.decisions.models import Decision
from lampion.people.models import Person
from tests.house.things import find_alice, find_louvain
from tests.house.things_cases import adopt, publish, second_person, some_case

NEWS = {"kind": "update", "language": "fr", "title": "Un avocat", "words": "Elle a vu un avocat."}


def some_news(now, *, case=None, by=None, **words) -> CaseNews:
    """A draft of Greet: Nora may let it out."""
    return CaseNews.begin(case or some_case(now), NEWS | words, by=by or second_person(), at=now)


def tell(now, *, case=None, **words) -> CaseNews:
    news = some_news(now, case=case, **words)
    nora = Person.objects.get(email="nora@example.org")
    release(news, seen=news.changed_at, by=nora, at=now)
    return news


def stand(case, group, by, now) -> Adoption:
    """The group of `by`, who leads the work, stands by the case."""
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    made = Decision.record(group, "x", **hands, by=by, at=now, on=timezone.localdate(now))
    return Adoption.adopt(case, made, lead=by, most=5, by=by, at=now, on=timezone.localdate(now))


def some_standing(now, **words):
    """A case by which Louvain-la-Neuve stands."""
    case = publish(now, **words)
    adopt(case, now)
    return case


def some_deed(now) -> Deed:
    said = {"day": timezone.localdate(now), "by": find_alice(), "at": now}
    return Deed.note(some_standing(now), find_louvain(), "Un stand.", **said)


def some_question(now) -> Question:
    case = some_standing(now)
    return Question.ask(case, find_louvain(), "Où écrire ?", by=find_alice(), at=now)


def some_feed(section, now) -> Feed:
    address = "https://news.example.org/morocco.xml"
    return Feed.follow(section, "ma", address, title="Witness", by=None, at=now)


def some_mails_token(now) -> str:
    return token_of(some_case(now), find_alice())


def following_arguments(section, now) -> dict:
    louvain = find_louvain().pk
    drafts = ("", "-draft", "-release", "-discarding")
    return {
        "cases:news": [lambda: tell(now).case.key, lambda: CaseNews.objects.latest("pk").pk],
        "cases:own-news": [lambda: tell(now).case.key, lambda: CaseNews.objects.latest("pk").pk],
        "cases:figures": [lambda: some_case(now).key],
        "cases:embed-figures": [lambda: some_case(now).key],
        "cases:country": ["ma", "maroc"],
        "cases:mails": [lambda: some_mails_token(now)],
        "case-news:one-click": [lambda: some_mails_token(now)],
        "cases:deeds": [louvain, lambda: some_standing(now).key],
        "cases:questions": [louvain, lambda: some_standing(now).key],
        "cases:deed-withdrawal": [lambda: some_deed(now).pk],
        "cases:office-news-new": [lambda: some_case(now).pk],
        **{f"cases:office-news{page}": [lambda: some_news(now).pk] for page in drafts},
        "cases:office-news-withdrawal": [lambda: tell(now).pk],
        "cases:office-question": [lambda: some_question(now).pk],
        "cases:office-figures": ["csv"],
        "cases:office-feed-pause": [lambda: some_feed(section, now).pk],
        "cases:office-feed-resumption": [lambda: some_feed(section, now).pk],
        "cases:office-feed-removal": [lambda: some_feed(section, now).pk],
    }
