"""A script signs ten thousand times: it is told nothing, moves the number no further than the threshold, and is undone whole.

Ten thousand requests through the real view take minutes: that run is once in bin/test, on PostgreSQL, from one
connection. From many connections it is five hundred, on both databases. Thresholds are those a section begins with.
"""

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from lampion.petitions import actions
from lampion.petitions.models import Condition, Signature
from lampion.petitions.tests.conftest import number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_one_moment")]
THRESHOLD = 300
MANY, SOME = 10_000, 500


@pytest.fixture
def _one_moment():
    with time_machine.travel(timezone.now().replace(minute=30, second=1), tick=False):
        yield


@pytest.fixture
def script(client, petition, typed):
    """Sign so many times, from as many connections as said; returns how the answers differ: by nothing, if one."""

    def run(times, *, connections):
        found = set()
        for turn in range(times):
            at = turn % connections
            said = typed(name=f"Robot {turn}", email=f"robot{turn}@wave.example")
            answer = client.post(
                f"/petitions/{petition.number}/signatures/",
                said,
                REMOTE_ADDR=f"10.{at >> 16}.{at >> 8 & 255}.{at & 255}",
            )
            found.add((answer.status_code, answer["Location"], answer.content))
        return found

    return run


def confirm_all():
    """As whoever owns all those mailboxes would."""
    waiting = Signature.objects.filter(confirmed_at=None).select_related("petition__key")
    for signature in list(waiting):
        actions.confirm(signature, at=timezone.now())


def on_the_desk(client, petition, *, times, why):
    """Set the whole run aside by one condition, let it count again, and so on; the number follows each deed."""
    desk = f"/office/petitions/{petition.pk}/desk/"
    held = {"why": why}
    client.post(f"{desk}aside/", held)
    assert number(petition) == times
    typed = {"domain": "wave.example"}
    assert f'name="seen" value="{times}"' in client.post(f"{desk}conditions/", typed).text
    client.post(f"{desk}conditions/", typed | {"reason": "A script", "seen": times})
    assert number(petition) == 0
    made = Condition.objects.get()
    assert made.touched == times
    client.post(f"{desk}conditions/{made.pk}/undoing/")
    assert number(petition) == times
    client.post(f"{desk}conditions/{made.pk}/undoing/")
    assert number(petition) == times


def test_ten_thousand_from_one_connection(petition, script, nora, as_):
    if connection.vendor == "sqlite":
        pytest.skip("minutes long: once, on the other database")
    assert len(script(MANY, connections=1)) == 1
    assert Signature.objects.filter(set_aside_why="connection").count() == MANY - THRESHOLD
    confirm_all()
    assert number(petition) == THRESHOLD
    on_the_desk(as_(nora), petition, times=MANY, why="connection")


def test_five_hundred_from_many_connections_in_one_minute_without_the_proof(
    petition, script, nora, as_
):
    assert len(script(SOME, connections=SOME)) == 1
    assert Signature.objects.filter(set_aside_why="hot").count() == SOME - THRESHOLD
    confirm_all()
    assert number(petition) == THRESHOLD
    on_the_desk(as_(nora), petition, times=SOME, why="hot")


def test_without_thresholds_all_of_it_would_count(belgium, petition, script):
    belgium.parameters.filter(name__in=("hot-minute", "connection-hourly")).update(value=10**6)
    script(THRESHOLD + 20, connections=1)
    confirm_all()
    assert number(petition) == THRESHOLD + 20
