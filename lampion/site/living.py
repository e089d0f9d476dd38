"""A year of life for many groups at once, made in the database: past the verbs, to measure with.

What a group does in a year is laid down in small tables of days; each room's rows are the product of these and the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models
from django.utils import timezone

from lampion.board.models import Post
from lampion.decisions.counting import Room, Rule, close_with
from lampion.decisions.models import Decision, Phase, PhaseRow, Proposal
from lampion.decisions.models.decision import as_values
from lampion.groups.models import Circle, Membership
from lampion.groups.pulses import silence
from lampion.kit.folding import fold
from lampion.meetings.models import Invitation, Meeting, MeetingStage, Stage
from lampion.people.models import Person
from lampion.sections.models import Section
from lampion.tasks.models import Closing, Share, Task

MEMBERS, CORE, MEETINGS, TASKS, DECISIONS, POSTS = 40, 30, 12, 300, 60, 5
OPEN_TASKS = 30
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
FIRST = ("Ada", "Bram", "Chloé", "Daan", "Emma", "Femke", "Gaston", "Hilde")
LAST = ("Dubois", "Janssens", "Lambert", "Maes", "Schmitz")
YES, NO, ABSTAIN = 12, 2, 1


def live_a_year(section: Section, *, at: datetime, on: date) -> dict[str, int]:
    """Give every group of `section`, which has one member, the life of a year; return how many rows of each sort."""
    made: dict[str, int] = {}
    with silence():
        for write in (_people, _meetings, _tasks, _decisions, _board):
            for rows in write(section, at, on):
                made[rows.name] = made.get(rows.name, 0) + rows.count
    return made


@dataclass(frozen=True, slots=True)
class Rows:
    name: str
    count: int


def _pour(model: type[models.Model], source: str, values: Sequence[Any] = (), **said: Any) -> Rows:
    """Insert a row of `model` for each of `source`; a column that is not said gets its default.

    said: column -> SQL, where it depends on the source; or a value, as an instance of the field would take it.
    """
    columns: list[str] = []
    chosen: list[str] = []
    given: list[Any] = []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        value = said.pop(field.attname, field.get_default())
        columns.append(connection.ops.quote_name(str(field.column)))
        if isinstance(value, Sql):
            chosen.append(value)
            continue
        cast = f"::{field.db_type(connection)}" * (connection.vendor == "postgresql")
        chosen.append(f"%s{cast}")
        given.append(field.get_db_prep_save(value, connection=connection))
    assert not said, f"no such columns: {', '.join(said)}"
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} FROM {source}",
            [*given, *values],
        )
        made = cursor.rowcount
        _count(cursor, table)
        return Rows(model._meta.label, made)


class Sql(str):
    """A column of the source, not a value."""


def _lay(table: str, columns: dict[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Lay down a small table for this session; columns: name -> "integer", "text", "date" or "moment"."""
    moment = "timestamp with time zone" if connection.vendor == "postgresql" else "datetime"
    kinds = {"moment": moment}
    said = ", ".join(f"{name} {kinds.get(kind, kind)}" for name, kind in columns.items())
    ready = [
        [_adapted(kind, value) for kind, value in zip(columns.values(), row, strict=True)]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({said})")
        holes = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} VALUES ({holes})", ready)
        _count(cursor, table)


def _count(cursor: Any, table: str) -> None:
    """Let the database know how large a table has become: its next plan depends on it."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {table}")


def _adapted(kind: str, value: Any) -> Any:
    if kind == "moment":
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if kind == "date" else value


def _people(section: Section, at: datetime, on: date) -> Iterable[Rows]:
    """Forty in each group with the one who is there; `life_cast` says who is the n-th."""
    said = {"n": "integer", "first": "text", "last": "text", "sort": "text", "circle": "text"}
    _lay("life_name", said, [_name(n) for n in range(1, MEMBERS)])
    email = "'world' || g.number || '.' || y.n || '@example.org'"
    yield _pour(
        Person, _each(section, "life_name"), email=Sql(email), first_name=Sql("y.first"),
        last_name=Sql("y.last"), name_key=Sql("y.sort"), password=make_password(None), created_at=at,
    )  # fmt: skip
    them = f"groups_group g CROSS JOIN life_name y JOIN people_person p ON p.email = {email}"
    yield _pour(
        Membership, f"{them} WHERE g.section_id = {section.pk}", group_id=Sql("g.id"),
        person_id=Sql("p.id"), circle=Sql("y.circle"), joined_on=on - YEAR,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS life_cast")
        cursor.execute(
            "CREATE TEMPORARY TABLE life_cast AS SELECT m.group_id, m.person_id, m.circle, "
            "ROW_NUMBER() OVER (PARTITION BY m.group_id ORDER BY m.person_id) - 1 AS n "
            f"FROM groups_membership m JOIN groups_group g ON g.id = m.group_id "
            f"WHERE g.section_id = {section.pk}"
        )
        cursor.execute("CREATE INDEX life_cast_n ON life_cast (group_id, n)")
        _count(cursor, "life_cast")


def _name(n: int) -> tuple[int, str, str, str, str]:
    first, last = FIRST[n % len(FIRST)], f"{LAST[n % len(LAST)]} {n}"
    return n, first, last, fold(f"{last} {first}"), str(Circle.CORE if n < CORE else Circle.NETWORK)


def _each(section: Section, table: str) -> str:
    return f"groups_group g CROSS JOIN {table} y WHERE g.section_id = {section.pk}"


def _with_one(section: Section, table: str, who: str = "y.who") -> str:
    """Each group and day, with the person of the group whose turn it is."""
    return (
        f"groups_group g CROSS JOIN {table} y JOIN life_cast c ON c.group_id = g.id AND c.n = {who} "
        f"WHERE g.section_id = {section.pk}"
    )


def _meetings(section: Section, at: datetime, on: date) -> Iterable[Rows]:
    """One each month; all are convened, and the core is asked to the one that comes."""
    evening = at.replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=10)
    days = [evening - MONTH * place for place in range(MEETINGS)]
    _lay("life_meeting", {"starts_at": "moment", "told_at": "moment"},
         [(day, min(day - timedelta(days=14), at)) for day in days])  # fmt: skip
    yield _pour(
        Meeting, _with_one(section, "life_meeting", "0"), group_id=Sql("g.id"),
        starts_at=Sql("y.starts_at"), venue="Café", by_id=Sql("c.person_id"),
        changed_at=Sql("y.told_at"),
    )  # fmt: skip
    held = "meetings_meeting m JOIN groups_group g ON g.id = m.group_id"
    yield _pour(
        MeetingStage, f"{held} WHERE g.section_id = {section.pk}", meeting_id=Sql("m.id"),
        stage=Stage.CONVENED, at=Sql("m.changed_at"), by_id=Sql("m.by_id"),
    )  # fmt: skip
    coming = f"{held} JOIN life_cast c ON c.group_id = g.id AND c.circle = 'core'"
    after = connection.ops.adapt_datetimefield_value(at)
    yield _pour(
        Invitation, f"{coming} WHERE g.section_id = {section.pk} AND m.starts_at > %s", [after],
        meeting_id=Sql("m.id"), person_id=Sql("c.person_id"),
    )  # fmt: skip


def _tasks(section: Section, at: datetime, on: date) -> Iterable[Rows]:
    """Spread over the year and the members; the last ones are open, and some of these late."""
    step = YEAR / TASKS
    rows = []
    for n in range(TASKS):
        added = at - YEAR + step * n
        done = added + timedelta(days=3) if n < TASKS - OPEN_TASKS else None
        rows.append(
            (
                f"Task {n + 1}",
                n % MEMBERS,
                added,
                timezone.localdate(added) + timedelta(days=20),
                done,
            )
        )
    said = {
        "title": "text",
        "who": "integer",
        "added_at": "moment",
        "due_on": "date",
        "done_at": "moment",
    }
    _lay("life_task", said, rows)
    yield _pour(
        Task, _with_one(section, "life_task", "0"), group_id=Sql("g.id"), title=Sql("y.title"),
        due_on=Sql("y.due_on"), added_at=Sql("y.added_at"), by_id=Sql("c.person_id"),
    )  # fmt: skip
    theirs = (
        "groups_group g JOIN tasks_task t ON t.group_id = g.id JOIN life_task y ON y.title = t.title "
        f"JOIN life_cast c ON c.group_id = g.id AND c.n = y.who WHERE g.section_id = {section.pk}"
    )
    yield _pour(
        Share, theirs, task_id=Sql("t.id"), person_id=Sql("c.person_id"), place=0,
        since=Sql("y.added_at"), by_id=Sql("t.by_id"),
    )  # fmt: skip
    yield _pour(
        Closing, f"{theirs} AND y.done_at IS NOT NULL", task_id=Sql("t.id"), outcome="done",
        at=Sql("y.done_at"), by_id=Sql("c.person_id"),
    )  # fmt: skip


def _decisions(section: Section, at: datetime, on: date) -> Iterable[Rows]:
    """Five hands-up a meeting, and a proposal under discussion."""
    step = YEAR / DECISIONS
    rows = []
    for n in range(DECISIONS):
        moment = at - YEAR + step * n
        rows.append(
            (
                n + 1,
                f"Decision {n + 1}",
                fold(f"Decision {n + 1} "),
                moment,
                timezone.localdate(moment),
            )
        )
    said = {"n": "integer", "title": "text", "sort": "text", "at": "moment", "day": "date"}
    _lay("life_decision", said, rows)
    counted = close_with(Rule("majority"), YES, NO, ABSTAIN, Room(CORE, YES + NO + ABSTAIN))
    yield _pour(
        Decision, _with_one(section, "life_decision", "0"), group_id=Sql("g.id"), number=Sql("y.n"),
        title=Sql("y.title"), search_key=Sql("y.sort"), method="majority", adopted=True,
        outcome=as_values(counted), decided_on=Sql("y.day"), by_id=Sql("c.person_id"), at=Sql("y.at"),
    )  # fmt: skip
    _lay("life_proposal", {"made_at": "moment"}, [(at - timedelta(days=4),)])
    yield _pour(
        Proposal, _with_one(section, "life_proposal", "1"), group_id=Sql("g.id"), title="A new table",
        method="majority", by_id=Sql("c.person_id"), made_at=Sql("y.made_at"),
    )  # fmt: skip
    yield _pour(
        PhaseRow, f"decisions_proposal p JOIN groups_group g ON g.id = p.group_id "
        f"WHERE g.section_id = {section.pk}", proposal_id=Sql("p.id"), phase=Phase.DISCUSSION,
        since=Sql("p.made_at"), by_id=Sql("p.by_id"),
    )  # fmt: skip


def _board(section: Section, at: datetime, on: date) -> Iterable[Rows]:
    _lay("life_post", {"who": "integer", "at": "moment"},
         [(n, at - timedelta(days=2 * n + 1)) for n in range(POSTS)])  # fmt: skip
    yield _pour(
        Post, _with_one(section, "life_post"), group_id=Sql("g.id"),
        words="Who comes along on Saturday?", kind="question", by_id=Sql("c.person_id"), at=Sql("y.at"),
    )  # fmt: skip
