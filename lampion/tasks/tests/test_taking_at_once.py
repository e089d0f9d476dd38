"""Alice and Bilal press the same button in the same moment: one has the task, the other is told."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from lampion.tasks.models import AlreadyTaken, Closing, Share, Task

PRESSES = 8


def at_once(deeds):
    """Do all of `deeds` in connections of their own, as much at once as can be; return what each said."""
    start, said = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait()
            said.append(deed() and "done")
        except Exception as error:  # noqa: BLE001 what went wrong is what is asked
            said.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.fixture
def many_connections(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


def take(pk, person):
    return lambda: Share.take(Task.objects.get(pk=pk), by=person, at=timezone.now())


def test_of_many_who_take_it_at_once_one_has_it_and_the_others_are_told(
    many_connections, louvain, alice, bilal
):
    for _turn in range(3):
        task = Task.add(louvain, "Clés", by=None, at=timezone.now())
        people = [alice, bilal] * (PRESSES // 2)
        said = at_once([take(task.pk, person) for person in people])
        (share,) = Share.objects.open().filter(task=task)
        # Whoever has it pressed four times, and is told yes each time.
        assert said.count("done") == said.count(AlreadyTaken) == PRESSES // 2
        assert share.person in {alice, bilal}


def test_done_by_two_at_once_it_is_done_once_and_comes_back_once(
    many_connections, louvain, alice, bilal
):
    words = {"due_on": timezone.localdate(), "repeat": "monthly"}
    task = Task.add(louvain, "Boîte", by=None, at=timezone.now(), **words)

    def finish(person):
        return lambda: Task.objects.get(pk=task.pk).finish(by=person, at=timezone.now())

    assert at_once([finish(alice), finish(bilal)] * 3) == ["done"] * 6
    assert Closing.objects.count() == 1
    assert Task.objects.count() == 2
