""" "My data" names of letters, addressees and answers only what whoever asks may read now."""

import pytest
from django.utils import timezone

from lampion.cases.models import Tier
from lampion.kit.registers import Subject
from lampion.letters.models import Reply, Round
from lampion.letters.privacy import _prepared, _replies, _targets, _written
from tests.house.things_cases import WORDS, publish_draft, second_person


@pytest.fixture
def greet(letter, samira, louvain, now):
    """Greet wrote the letter, noted its addressee, asked a network to write, and passed an answer on."""
    said = {"received_on": timezone.localdate(now), "by": second_person(), "at": now}
    Round.prepare(louvain, [letter], "Pour Samira !", by=second_person(), at=now)
    Reply.note(louvain, samira, "Le ministre", "Samira sera jugée.", None, **said)
    return second_person()


def taken(person):
    """Return what the file names and quotes, and how many rows it has."""
    subject = Subject(person, frozenset())
    rows = [*_written(subject), *_targets(subject), *_prepared(subject), *_replies(subject)]
    return {row.get(key) for row in rows for key in ("title", "name", "text")} - {None, ""}, len(
        rows
    )


def test_of_a_case_that_everybody_reads_the_file_says_all(greet):
    words = {
        "Libérez Samira",
        "Ministre de la Justice",
        "Le ministre",
        "Samira sera jugée.",
        "Pour Samira !",
    }
    assert taken(greet) == (words, 4)


def test_of_a_suspended_case_it_says_the_days_alone(greet, samira, nora, now):
    samira.suspend(reason="x", by=nora, at=now)
    assert taken(greet) == (set(), 4)


def test_of_a_case_that_became_confidential_too(greet, samira, nora, now):
    samira.write(WORDS | {"tier": Tier.NAMED}, by=nora, at=now)
    publish_draft(samira, now)
    assert taken(greet) == (set(), 4)
