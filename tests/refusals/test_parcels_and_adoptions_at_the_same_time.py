"""Two settle at once, two adopt at once: no letter counts twice, and no more groups share a case than may."""

import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from lampion.cases.models import Adoption, Full
from lampion.decisions.models import Decision
from lampion.letters.models import AlreadyCounted, Parcel, Sent, parcel
from lampion.letters.models.parcel import ParcelLine
from tests.house.things_cases import publish
from tests.refusals.test_at_the_same_time import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time there"),
]
COUNTED, SAID, FOUND = 50, 50, 40


@pytest.fixture
def settles(louvain, bilal, nora, monkeypatch):
    """Fifty letters were counted; two parcels bring 40 each instead of 50, and both are settled at once."""
    now, day = timezone.now(), timezone.localdate()
    case = publish(now)
    Sent.note_total(louvain, case, "letter", COUNTED, by=bilal, at=now, on=day)
    parcels = []
    for _turn in range(2):
        made = Parcel.send(
            louvain, {(case.pk, "letter"): SAID}, event=None, by=bilal, at=now, on=day
        )
        made.count({made.lines.get().pk: FOUND}, by=nora, at=now)
        parcels.append(made)
    both, before = threading.Barrier(2), ParcelLine.counted_before

    def slowly(line, group):
        found = before(line, group)
        with suppress(threading.BrokenBarrierError):  # the other one waits for a lock
            both.wait(timeout=1)
        return found

    def settle(chosen):
        said = {"ours": True, "reason": "x", "by": nora, "at": now, "on": day}
        results = at_once(2, lambda number: parcels[chosen[number]].settle(**said))
        return results, Sent.objects.aggregate(total=Sum("count"))["total"]

    monkeypatch.setattr(ParcelLine, "counted_before", slowly)
    return settle


def test_two_parcels_settled_at_once_count_what_arrived(settles):
    assert settles([0, 1]) == ([None, None], 2 * FOUND)


def test_without_the_lock_one_would_not_know_of_the_other(settles, monkeypatch):
    nothing = SimpleNamespace(get=lambda **said: None)
    careless = SimpleNamespace(objects=SimpleNamespace(select_for_update=lambda: nothing))
    monkeypatch.setattr(parcel, "Group", careless)
    results, total = settles([0, 1])
    assert results == [None, None]
    assert total != 2 * FOUND


def test_one_parcel_settled_twice_at_once_is_settled_once(settles):
    results, total = settles([0, 0])
    assert sorted(map(str, results)) == sorted(map(str, [None, AlreadyCounted]))
    assert total == COUNTED + FOUND


def test_of_two_groups_that_adopt_at_once_one_is_told_that_it_is_full(louvain, namur, alice, nora):
    now, day = timezone.now(), timezone.localdate()
    case = publish(now)
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    decisions = [
        Decision.record(group, "Oui", **hands, by=alice, at=now, on=day)
        for group in (louvain, namur)
    ]
    said = {"lead": None, "most": 1, "by": alice, "at": now, "on": day}
    results = at_once(2, lambda number: Adoption.adopt(case, decisions[number], **said))
    assert Full in results
    assert Adoption.objects.filter(case=case, ended_at=None).count() == 1
