"""The pages of letters ask the database no more for more letters, writers and lines."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.letters.models import Sent, Writer
from tests.house import things_letters as things
from tests.house.things_cases import publish


@pytest.fixture
def much(nora, alice, louvain, eloise):
    now = timezone.now()
    case = publish(now)
    target = things.some_target(now)
    for number in range(12):
        things.letter_for(case, now, target=target, title=f"Lettre {number}")
        said = {"by": alice, "at": now, "on": timezone.localdate(now - timedelta(days=number))}
        Sent.note_total(louvain, case, "letter", number + 1, **said)
    for number in range(30):
        words = {"name": f"Éva {number}", "email": f"eva{number}@example.org", "by_post": False}
        Writer.add(louvain, **words, address="", language="fr", by=alice, at=now)
    return louvain


def test_the_pages_of_a_group_ask_few_questions(as_, alice, much, django_assert_max_num_queries):
    client = as_(alice)
    for page, most in (("letters/", 34), ("letter-writers/", 22), ("letter-rounds/new/", 24)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/my-groups/{much.pk}/{page}").status_code == 200


def test_the_public_pages_and_the_office_ask_few_questions(
    client, as_, nora, much, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        assert client.get("/letters/").status_code == 200
    office = as_(nora)
    with django_assert_max_num_queries(26):
        assert office.get("/office/letters/").status_code == 200
