"""kill -9 of web server, worker and PostgreSQL in turn while people sign: whoever was thanked has signed, once."""

from random import Random

import pytest
from django.db import connection

from tests.durability import DURABLE, FORGETFUL, house, kill_while_people_sign

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="kills a PostgreSQL of its own"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


def test_five_kills_lose_and_double_no_acknowledged_signature(made):
    made.live_with(DURABLE)
    report = kill_while_people_sign(made, kills=5, luck=Random(26))
    assert report.kills == 5
    assert len(report.acknowledged) >= 30
    assert (report.lost, report.doubled, report.uncounted) == (set(), set(), 0)


def test_a_database_that_says_yes_too_early_is_found_out(made):
    made.live_with(FORGETFUL)
    report = kill_while_people_sign(made, kills=3, luck=Random(1), only="database")
    assert report.lost
