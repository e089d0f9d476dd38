"""A petition that opens at an hour stands on the pages of others from that hour on, also where they are kept in memory."""

from datetime import timedelta

import pytest
import time_machine

from conftest import NOW
from lampion.kit.registers import periodic_jobs
from lampion.petitions.models import Petition
from lampion.petitions.tests.casts import a_petition

HOUR = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def opening(belgium, nora, karim):
    return a_petition(belgium, nora, karim, opens_at=HOUR)


def job():
    return next(job for job in periodic_jobs() if job.name.startswith("open the petitions"))


def test_the_page_of_its_case_asks_to_sign_from_the_hour_on(client, opening, clock):
    page = opening.case.get_absolute_url()
    assert opening.get_absolute_url() not in client.get(page).text
    clock.move_to(HOUR - timedelta(minutes=1))
    assert job().run(HOUR - timedelta(minutes=1)) == 0
    assert opening.get_absolute_url() not in client.get(page).text
    clock.move_to(HOUR)
    assert opening.get_absolute_url() not in client.get(page).text  # the control: it is kept
    assert job().run(HOUR) == 1
    assert opening.get_absolute_url() in client.get(page).text


def test_twice_is_once_and_what_opened_at_once_needs_no_hour(opening, belgium, nora, karim):
    a_petition(belgium, nora, karim)
    assert [Petition.open_due(at) for at in (HOUR, HOUR)] == [1, 0]
