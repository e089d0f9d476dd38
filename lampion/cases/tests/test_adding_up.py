"""What was done for a case, in numbers: on its page, in a frame, for its groups, and as a table."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.cases import loop
from lampion.cases.loop import Figure, FigureKind
from lampion.cases.models import Feed, FeedEntry
from tests.house.things_cases import publish
from tests.house.things_news import stand, tell

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(hours=1)
MONTH = timezone.localdate(NOW).replace(day=1)


@pytest.fixture
def done(monkeypatch):
    """What a room above counts. Of the test alone."""
    monkeypatch.setattr(loop, "_kinds", {})
    monkeypatch.setattr(loop, "_sources", [])
    held: list[Figure] = []
    kinds = (FigureKind("letters", 1, "=letters"), FigureKind("signatures", 2, "signatures"))
    loop.figures_from(lambda cases: [one for one in held if one.case in cases], *kinds)
    return held


@pytest.fixture
def case(nora, alice, louvain):
    found = publish(NOW)
    stand(found, louvain, alice, NOW)
    return found


def test_the_page_adds_up_and_says_the_same_in_a_table(case, done, louvain, client):
    earlier = (MONTH - timedelta(days=40)).replace(day=1)
    done += [
        Figure(case.pk, "letters", louvain.pk, MONTH, 4),
        Figure(case.pk, "letters", None, earlier, 7),
        Figure(case.pk, "signatures", None, MONTH, 120),
    ]
    page = client.get(f"/cases/{case.key}/figures/").text
    assert "<strong>11</strong> =letters" in page
    assert "<strong>120</strong> signatures" in page
    assert page.count("<rect") == 3  # the month between, in which nothing was done, is there too
    assert page.count('<th scope="row">') == 3


def test_a_group_sees_its_own_share(case, done, louvain, as_, alice):
    done += [
        Figure(case.pk, "letters", louvain.pk, MONTH, 4),
        Figure(case.pk, "letters", None, MONTH, 7),
    ]
    page = as_(alice).get(f"/my-groups/{louvain.pk}/cases/{case.key}/").text
    assert '<td class="number">4</td><td class="number">11</td>' in page


@pytest.mark.parametrize("tier", ["adopters", "named"])
def test_figures_frame_and_news_of_what_not_everybody_may_read_are_not_there(
    nora, alice, louvain, client, as_, tier
):
    hidden = publish(NOW, tier=tier)
    news = tell(NOW, case=hidden)
    pages = (
        f"/cases/{hidden.key}/figures/",
        f"/embed/cases/{hidden.key}/figures/",
        f"/cases/{hidden.key}/news/{news.pk}/",
    )
    for page in pages:
        assert client.get(page).status_code == 404
        assert as_(alice).get(page).status_code == 404
    assert "Samira" not in client.get("/countries/ma-maroc/").text
    assert "Maroc" not in client.get("/countries/").text
    assert as_(alice).get(f"/my-cases/{hidden.key}/news/{news.pk}/").status_code == 404


def test_a_suspension_and_an_embargo_hide_them_at_once(case, client, nora, alice, as_, louvain):
    news = tell(NOW, case=case)
    pages = (
        f"/cases/{case.key}/figures/",
        f"/embed/cases/{case.key}/figures/",
        f"/cases/{case.key}/news/{news.pk}/",
    )
    for page in pages:
        assert client.get(page).status_code == 200
    assert "Un avocat" in client.get("/countries/ma-maroc/").text
    case.suspend(reason="x", by=nora, at=NOW)
    for page in pages:
        assert client.get(page).status_code == 404
    assert "Un avocat" not in client.get("/countries/ma-maroc/").text
    assert "Samira" not in client.get("/countries/ma-maroc/").text
    group = f"/my-groups/{louvain.pk}/cases/{case.key}/"
    for page in (group, f"{group}deeds/", f"{group}questions/"):
        assert as_(alice).get(page).status_code == 404
    early = publish(NOW, embargo_until=timezone.now() + timedelta(days=1), country="sd")
    assert client.get(f"/cases/{early.key}/figures/").status_code == 404
    assert "Soudan" not in client.get("/countries/").text


def test_the_frame_stands_only_on_the_sites_of_the_list(case, client):
    case.section.revise({"embedders": ["https://www.namur.be"]}, by=None)
    answer = client.get(f"/embed/cases/{case.key}/figures/")
    assert "frame-ancestors 'self' https://www.namur.be" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies


def test_the_table_holds_a_line_for_case_kind_and_section_and_no_formula(case, done, as_, nora):
    done += [
        Figure(case.pk, "letters", None, MONTH, 4),
        Figure(case.pk, "letters", None, MONTH, 3),
    ]
    text = as_(nora).get("/office/case-figures.csv").content.decode("utf-8-sig")
    head, line = text.strip().split("\r\n")
    assert head.startswith("section;")
    said = line.split(";")
    assert said[:2] == ["be", str(case.pk)]
    assert said[5:] == ["letters", "'=letters", f"{MONTH:%Y-%m}", f"{MONTH:%Y-%m}", "7"]
    assert as_(nora).get("/office/case-figures.xlsx").content[:2] == b"PK"


def test_a_country_stands_under_its_name_in_the_readers_language(case, client, belgium):
    feed = Feed.follow(belgium, "ma", "https://a.example/feed", title="Witness", by=None, at=NOW)
    FeedEntry.objects.create(
        feed=feed,
        mark="x",
        title="<b>Trial</b>",
        link="https://a.example/1",
        summary="إفراج",
        published_at=NOW,
    )
    page = client.get("/countries/ma-maroc/").text
    assert "&lt;b&gt;Trial&lt;/b&gt;" in page
    assert 'rel="noopener noreferrer nofollow"' in page
    assert "Samira" in page
    assert client.get("/countries/ma-x/").url == "/countries/ma-maroc/"
    assert client.get("/nl/countries/ma-maroc/").url == "/nl/countries/ma-marokko/"
    assert "Marokko" in client.get("/nl/countries/").text
    assert client.get("/countries/zz-x/").status_code == 404


def test_pages_ask_no_more_for_more_to_show(
    case, done, louvain, as_, alice, django_assert_max_num_queries
):
    for number in range(12):
        tell(NOW, case=case, title=f"Nouvelle {number}")
        done.append(Figure(case.pk, "letters", louvain.pk, MONTH, number))
    client = as_(alice)
    for page, most in (
        (f"/my-groups/{louvain.pk}/cases/{case.key}/", 48),
        (f"/cases/{case.key}/figures/", 16),
        (case.get_absolute_url(), 28),
        ("/countries/ma-maroc/", 20),
        ("/countries/", 14),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200
