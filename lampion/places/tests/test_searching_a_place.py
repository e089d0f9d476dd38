import re
from pathlib import Path

import pytest
from django.utils.translation import override

from lampion.places import gazetteer
from lampion.places.search import search
from tests.house.looking import project_files

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


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("fr", "4000 Liège (Liège)"),
        ("nl", "4000 Liège (Luik)"),
        ("de", "4000 Liège (Lüttich)"),
        ("en", "4000 Liège (Liège)"),
    ],
)
def test_the_province_is_named_in_the_language_of_the_reader(language, label):
    with override("fr"):
        match = search(BELGIUM, "4000").matches[0]  # kept in memory from then on
    with override(language):
        assert match.label == label
        assert search(BELGIUM, "4000").matches[0].label == label


NAMED_ELSEWHERE = re.compile(r"province\w*(?:\[[^\]]+\])?\.names\[")


def test_no_other_place_chooses_the_language_of_a_province():
    found = [
        str(path)
        for path in project_files(".py")
        if "tests" not in path.parts and NAMED_ELSEWHERE.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_province_named_in_french_for_everybody_is_seen():
    """The control."""
    for fault in ("province.names['fr']", "provinces[code].names[language]"):
        assert NAMED_ELSEWHERE.search(fault)


@pytest.mark.parametrize("typed", ["", " ", "\x00", "a" * 10_000, "😀" * 500, "'; DROP TABLE --"])
def test_nonsense_finds_nothing_and_breaks_nothing(typed):
    assert search(BELGIUM, typed).matches == ()
