"""What somebody has to do already counts when a group looks for whom to ask."""

from datetime import UTC, datetime

from lampion.kit.registers import loads
from lampion.tasks.models import Task

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_open_tasks_weigh_and_those_that_are_done_do_not(alice, bilal, louvain, namur):
    for title in ("Affiches", "Salle"):
        Task.add(louvain, title, by=alice, at=AT, people=[bilal])
    done = Task.add(louvain, "Lettre", by=alice, at=AT, people=[bilal, alice])
    done.finish(by=bilal, at=AT)
    assert loads([louvain.pk, namur.pk]) == {(louvain.pk, bilal.pk): 2}
