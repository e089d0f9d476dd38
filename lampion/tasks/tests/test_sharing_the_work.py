"""Alice and Bilal share the work: who promises what, hands it back, does it, and who is too late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.journal.models import Record
from lampion.tasks.models import (
    AlreadyTaken,
    NotAMember,
    Outcome,
    Repeat,
    Share,
    Task,
    TaskClosed,
    next_day,
)

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def posters(louvain, alice):
    return Task.add(louvain, "Coller les affiches", by=alice, at=NOW, due_on=date(2026, 3, 10))


def holders(task):
    return {share.person.first_name for share in Share.objects.held().filter(task=task)}


def test_a_task_nobody_has_is_taken_by_who_is_first_and_the_other_is_told(posters, alice, bilal):
    Share.take(posters, by=bilal, at=NOW)
    with pytest.raises(AlreadyTaken):
        Share.take(posters, by=alice, at=LATER)
    assert holders(posters) == {"Bilal"}


def test_taken_twice_it_is_taken_once(posters, bilal):
    assert Share.take(posters, by=bilal, at=NOW) == Share.take(posters, by=bilal, at=LATER)
    assert Record.objects.about(posters).filter(verb="took").count() == 1


def test_the_database_seats_nobody_on_a_place_that_is_taken(posters, alice, bilal):
    taken = Share.take(posters, by=bilal, at=NOW)
    seat = (
        "INSERT INTO tasks_share (task_id, person_id, place, since, word) VALUES (%s,%s,%s,%s,'')"
    )
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(seat, [posters.pk, alice.pk, taken.place, NOW])
        cursor.execute(seat, [posters.pk, alice.pk, taken.place + 1, NOW])


def test_given_by_name_it_makes_room(posters, alice, bilal):
    for one in (alice, bilal, bilal):
        Share.give(posters, one, by=alice, at=NOW)
    assert holders(posters) == {"Alice", "Bilal"}
    assert Task.objects.get().places == 2


def test_who_does_not_belong_gets_no_task(posters, alice, hanna, zoe):
    for one in (hanna, zoe):
        with pytest.raises(NotAMember):
            Share.give(posters, one, by=alice, at=NOW)


def test_handed_back_with_a_word_it_is_free_again(posters, alice, bilal):
    Share.take(posters, by=bilal, at=NOW).end(by=bilal, at=LATER, word="Grippe")
    assert list(Task.objects.free()) == [posters]
    assert Share.objects.get().word == "Grippe"
    Share.take(posters, by=alice, at=LATER)
    assert not Task.objects.free().exists()


def test_what_somebody_held_who_left_is_free_at_once(posters, alice, bilal):
    Share.take(posters, by=bilal, at=NOW)
    leave(Membership.objects.active().get(person=bilal), by=alice, on=date(2026, 3, 4))
    assert list(Task.objects.free()) == [posters]
    Share.take(posters, by=alice, at=LATER)
    assert holders(posters) == {"Alice"}


def test_done_twice_is_once_and_can_be_undone(posters, bilal):
    Share.take(posters, by=bilal, at=NOW)
    done = posters.finish(by=bilal, at=NOW)
    assert posters.finish(by=bilal, at=LATER) == done
    assert not Task.objects.open().exists()
    for _twice in range(2):
        done.undo(by=bilal, at=LATER)
    assert list(Task.objects.open()) == [posters]
    assert Record.objects.about(posters).filter(verb="reopened").count() == 1


def test_the_database_closes_a_task_once_at_a_time(posters, alice):
    posters.finish(by=alice, at=NOW)
    close = (
        "INSERT INTO tasks_closing (task_id, outcome, at, by_link) VALUES (%s, 'dropped', %s, %s)"
    )
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        cursor.execute(close, [posters.pk, NOW, False])


def test_who_finishes_what_nobody_had_taken_has_done_it(posters, alice):
    posters.finish(by=alice, at=NOW)
    assert holders(posters) == {"Alice"}


def test_what_is_dropped_is_neither_taken_nor_done(posters, alice):
    dropped = posters.drop(by=alice, at=NOW)
    with pytest.raises(TaskClosed):
        Share.take(posters, by=alice, at=NOW)
    with pytest.raises(TaskClosed):
        posters.finish(by=alice, at=NOW)
    dropped.undo(by=alice, at=NOW)
    Share.take(posters, by=alice, at=NOW)


def series(group, by, **said):
    words = {"due_on": date(2026, 1, 31), "repeat": Repeat.MONTHLY, **said}
    return Task.add(group, "Écrire la lettre", by=by, at=NOW, checklist=["relire"], **words)


def test_done_brings_the_next_one_with_its_people_and_a_fresh_checklist(louvain, alice, bilal):
    first = series(louvain, alice, people=[bilal], due_on=date(2026, 3, 5))
    first.steps.get().tick(by=bilal, at=NOW)
    following = first.finish(by=bilal, at=NOW).following
    assert following.due_on == date(2026, 4, 5)
    assert holders(following) == {"Bilal"}
    assert [step.done_at for step in following.steps.all()] == [None]


def test_undone_the_next_one_goes_too(louvain, alice):
    done = series(louvain, alice, due_on=date(2026, 3, 5)).finish(by=alice, at=NOW)
    done.undo(by=alice, at=LATER)
    assert list(Task.objects.open()) == [done.task]


def test_dropped_a_series_ends(louvain, alice):
    series(louvain, alice).drop(by=alice, at=NOW)
    assert not Task.objects.open().exists()
    assert Task.objects.closed_as(Outcome.DROPPED).count() == 1


@pytest.mark.parametrize(
    ("first", "repeat", "due", "on", "then"),
    [
        ((2026, 1, 31), "monthly", (2026, 1, 31), (2026, 1, 20), (2026, 2, 28)),
        ((2026, 1, 31), "monthly", (2026, 2, 28), (2026, 2, 28), (2026, 3, 31)),
        ((2024, 2, 29), "yearly", (2024, 2, 29), (2024, 2, 29), (2025, 2, 28)),
        ((2024, 2, 29), "yearly", (2027, 2, 28), (2027, 2, 28), (2028, 2, 29)),
        ((2026, 3, 27), "weekly", (2026, 3, 27), (2026, 3, 27), (2026, 4, 3)),
        ((2026, 1, 5), "fortnightly", (2026, 1, 5), (2026, 2, 1), (2026, 2, 2)),
        ((2025, 11, 30), "quarterly", (2025, 11, 30), (2025, 11, 30), (2026, 2, 28)),
    ],
)
def test_a_series_counts_from_its_first_day(first, repeat, due, on, then):
    days = {"due_on": date(*due), "on": date(*on)}
    assert next_day(date(*first), repeat, **days) == date(*then)


def test_a_month_counted_from_the_day_before_would_lose_the_31st():
    slipped = next_day(date(2026, 2, 28), "monthly", due_on=date(2026, 2, 28), on=date(2026, 2, 28))
    assert slipped != date(2026, 3, 31)
