"""Whatever the home of a group reads is watched: its table has a trigger that makes the kept page old."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampion.groups.models import (
    LifeStage,
    Mandate,
    Mentorship,
    Stage,
)
from lampion.tasks.models import Task
from tests.house import things

# Read anew at each request, or with a key that is never given to another content.
FREE = {
    "people_session": "read at each request",
    "files_storedfile": "bytes under a key: another file is another key, in a table that is watched",
}
# A new row of these shows nothing by itself.
NEVER_NEW = {
    "people_person", "groups_group", "enquiries_enquiry", "cases_case", "petitions_petition",
}  # fmt: skip


def tables_of(queries) -> set[str]:
    return {
        table
        for query in queries
        for table in re.findall(r'(?:FROM|JOIN) "?(\w+_\w+)', query["sql"])
    } - {"groups_pulse"}


def watched() -> dict[str, set[str]]:
    """Return the tables with a trigger that writes a pulse, and at which events."""
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for (name,) in cursor.fetchall():
            table, said, event = name.rpartition("_pulse_")
            if said:
                found.setdefault(table, set()).add(event)
    return found


def unwatched(tables: set[str], triggers: dict[str, set[str]]) -> list[str]:
    missing = []
    for table in tables - set(FREE):
        wanted = {"update", "delete"} if table in NEVER_NEW else {"insert", "update", "delete"}
        missing += [f"{table}: {event}" for event in wanted - triggers.get(table, set())]
    return sorted(missing)


@pytest.fixture
def read(as_, eloise, alice, bilal, namur):
    """The tables behind a home that shows everything it can."""
    louvain, now, day = eloise.group, timezone.now(), timezone.localdate()
    things.some_convened(now)
    things.some_vote(now)
    things.some_decision(now)
    things.some_task(now)
    Task.add(louvain, "x", by=alice, at=now, people=[bilal], checklist=["x"]).finish(
        by=bilal, at=now
    )
    things.some_document(now)
    things.some_post(now).answer("x", by=bilal, at=now)
    things.some_hand_over()
    Mandate.objects.filter(group=louvain).update(until=day + timedelta(days=5))
    LifeStage.enter(louvain, Stage.IN_FORMATION, by=None, on=day)
    Mentorship.begin(louvain, namur, by=None, on=day)
    found: set[str] = set()
    for person in (alice, bilal):
        client = as_(person)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/my-groups/{louvain.pk}/").status_code == 200
        found |= tables_of(asked)
    return found


def test_every_table_that_a_home_reads_is_watched(read):
    assert len(read) > 25
    assert unwatched(read, watched()) == []


def test_a_table_without_a_trigger_is_found(read):
    with_one_less = watched()
    del with_one_less["tasks_share"]
    with_one_less["board_post"].discard("insert")
    assert unwatched(read, with_one_less) == [
        "board_post: insert",
        "tasks_share: delete",
        "tasks_share: insert",
        "tasks_share: update",
    ]
