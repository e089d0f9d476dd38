from pathlib import Path

import pytest

from lampion.places import gazetteer
from lampion.places.search import search

QUERIES = [
    line.split("\t")
    for line in (Path(__file__).parent / "queries.tsv").read_text(encoding="utf-8").splitlines()
]
BELGIUM = gazetteer.country("be")


@pytest.mark.parametrize(("typed", "expected"), QUERIES)
def test_the_first_answer_is_the_place_that_was_meant(typed, expected):
    found = search(BELGIUM, typed)
    matches = [match.locality.key for match in found.matches]
    suggestions = [match.locality.key for match in found.suggestions]
    if expected == "none":
        assert matches == suggestions == []
    elif expected.startswith("suggest:"):
        assert matches == []
        assert suggestions[0] == expected.removeprefix("suggest:")
    else:
        assert matches[0] == expected


def test_at_least_sixty_queries_are_tried():
    assert len(QUERIES) >= 60


def test_homonyms_are_told_apart_by_their_province():
    found = search(BELGIUM, "Forest")
    assert found.homonyms
    labels = [match.label for match in found.matches[:2]]
    assert labels == ["1190 Forest (Bruxelles)", "7910 Forest (Hainaut)"]


@pytest.mark.parametrize("typed", ["", " ", "\x00", "a" * 10_000, "😀" * 500, "'; DROP TABLE --"])
def test_nonsense_finds_nothing_and_breaks_nothing(typed):
    assert search(BELGIUM, typed).matches == ()
