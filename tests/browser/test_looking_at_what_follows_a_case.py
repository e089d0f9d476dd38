"""What follows a case, on a phone in light and on a desk in the dark: axe finds nothing, nothing overflows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.cases import loop
from lampion.cases.feed_entries import Entry, keep
from lampion.cases.following import token_of
from lampion.cases.loop import Figure, FigureKind
from lampion.cases.models import Deed, Feed, Question
from tests.browser.test_looking_at_every_page import LOOKS, faults
from tests.house.things_cases import publish
from tests.house.things_news import some_news, stand, tell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "https://example.org/" + "long/" * 30
PUBLIC = (
    "/cases/{case}/",
    "/cases/{good}/",
    "/cases/{case}/news/{told}/",
    "/cases/{case}/figures/",
    "/embed/cases/{case}/figures/",
    "/countries/",
    "/countries/ma-maroc/",
    "/case-mails/{token}/",
)
OFFICE = (
    "/office/cases/{pk}/",
    "/office/cases/{pk}/news/new/",
    "/office/case-news/{draft}/",
    "/office/case-news/{draft}/draft/",
    "/office/case-news/{told}/",
    "/office/case-news/{told}/withdrawal/",
    "/office/case-questions/{question}/",
    "/office/case-adoptions/{adoption}/ending/",
    "/office/feeds/",
    "/office/feeds/{feed}/removal/",
)
GROUP = (
    "/my-groups/{group}/cases/{case}/",
    "/my-groups/{group}/cases/{case}/deeds/",
    "/my-groups/{group}/cases/{case}/questions/",
)


@pytest.fixture
def done(monkeypatch):
    """Letters and signatures of two years, and their kinds with long names. Of the test alone."""
    monkeypatch.setattr(loop, "_kinds", {})
    monkeypatch.setattr(loop, "_sources", [])
    held: list[Figure] = []
    kinds = (
        FigureKind("letters", 1, "lettres"),
        FigureKind("signatures", 2, "signatures sur papier et en ligne"),
    )
    loop.figures_from(lambda cases: [one for one in held if one.case in cases], *kinds)
    return held


@pytest.fixture
def keys(nora, alice, bilal, louvain, done):
    now = timezone.now()
    case = publish(now - timedelta(days=400))
    good = publish(now - timedelta(days=300), name="Amadou " + "B" * 60)
    adoption = stand(case, louvain, alice, now)
    stand(good, louvain, alice, now)
    month = timezone.localdate(now).replace(day=1)
    for back in range(26):
        when = (month - timedelta(days=30 * back)).replace(day=1)
        done.append(Figure(case.pk, "letters", louvain.pk if back % 2 else None, when, 3 * back))
        done.append(Figure(case.pk, "signatures", None, when, 12_345))
        done.append(Figure(good.pk, "letters", None, when, back))
    Deed.note(case, louvain, LONG, day=month, by=bilal, at=now)
    question = Question.ask(case, louvain, LONG, by=bilal, at=now)
    feed = Feed.follow(louvain.section, "ma", LONG, title="Témoins", by=None, at=now)
    keep(feed, [Entry("x", "خبر", LONG, "W" * 300, now)])
    tell(now, case=good, kind="good", title="Libre !")
    return {
        "pk": case.pk,
        "case": case.key,
        "good": good.key,
        "told": tell(now, case=case, words=f"{LONG}\n\n- un\n- deux").pk,
        "adoption": adoption.pk,
        "draft": some_news(now, case=case, kind="good").pk,
        "question": question.pk,
        "feed": feed.pk,
        "group": louvain.pk,
        "token": token_of(case, bilal),
    }


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("email", ["", "nora@example.org", "alice@example.org"])
def test_axe_finds_nothing_and_nothing_overflows(visit, keys, look, email):
    visitor = visit(**LOOKS[look], bypass_csp=True)
    if email:
        visitor.sign_in(email)
    addresses = {"": PUBLIC, "nora@example.org": OFFICE, "alice@example.org": GROUP}[email]
    assert faults(visitor, addresses, keys) == []


def test_at_320_pixels_nothing_scrolls_sideways(visit, keys):
    visitor = visit(viewport={"width": 320, "height": 640}, bypass_csp=True)
    for address in PUBLIC:
        visitor.page.goto(address.format(**keys))
        needs, has = visitor.width()
        assert needs <= has, address
