"""The numbers of a case read as one says them, and its chart can be read on a telephone."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.utils import timezone
from django.utils.translation import override

from lampion.cases import loop
from lampion.cases.figures import counted
from lampion.cases.loop import Figure
from tests.house.things_cases import publish

NOW = timezone.now()
ONE = {
    "letters": ("lettre envoyée", "lettres envoyées"),
    "messages": ("message de solidarité", "messages de solidarité"),
    "signatures-online": ("signature en ligne", "signatures en ligne"),
    "signatures-paper": ("signature sur papier", "signatures sur papier"),
}


@pytest.fixture
def case(nora, karim, belgium):
    return publish(NOW)


@pytest.fixture
def held(monkeypatch):
    """What rooms above count. Of the test alone."""
    found: list[Figure] = []
    monkeypatch.setattr(loop, "_sources", [lambda cases: found])
    return found


@pytest.fixture
def done(held):
    """So many of each kind, this month."""
    month = timezone.localdate(NOW).replace(day=1)

    def count(case, number):
        held[:] = [Figure(case.pk, kind, None, month, number) for kind in ONE]

    return count


@pytest.mark.parametrize("where", ["figures", "embed"])
@pytest.mark.parametrize(("number", "nth"), [(1, 0), (2, 1)])
def test_one_is_said_as_one(case, done, client, number, nth, where):
    done(case, number)
    pages = {"figures": f"/cases/{case.key}/figures/", "embed": f"/embed/cases/{case.key}/figures/"}
    page = client.get(pages[where]).text
    for words in ONE.values():
        assert f"<strong>{number}</strong> {words[nth]}</p>" in page


def test_the_thanks_for_good_news_say_one_as_one():
    with override("fr"):
        said = [str(words) for words, _count in counted(dict.fromkeys(ONE, 1))]
    assert set(said) == {words[0] for words in ONE.values()}


@pytest.mark.parametrize(("months", "drawn"), [(1, 1), (2, 2), (5, 5), (12, 12), (30, 12)])
def test_no_label_of_the_chart_touches_another(case, held, client, months, drawn):
    """A label of eight letters is 66 units wide on a telephone, a bar has 40; the last month always has one."""
    for n in range(months):
        month = date(2020 + n // 12, n % 12 + 1, 1)
        held.append(Figure(case.pk, "letters", None, month, n + 1))
    page = client.get(f"/cases/{case.key}/figures/").text
    bars = [int(x) for x in re.findall(r'<rect class="chart-lit" x="(\d+)"', page)]
    labels = [int(x) for x in re.findall(r'<text x="(\d+)"', page)]
    assert len(bars) == drawn
    assert labels[-1] == bars[-1] + 14
    assert all(later - earlier == 80 for earlier, later in pairwise(labels))


def test_a_single_month_is_no_tower(case, done, client):
    """The drawing is as wide as that of a year, whatever stands in it."""
    done(case, 3)
    page = client.get(f"/cases/{case.key}/figures/").text
    left, _top, width, height = map(
        int, re.search(r'class="chart[^"]*" viewBox="([^"]+)"', page)[1].split()
    )
    assert (width + 2 * left, height) == (480, 150)
