"""Triggers that write a pulse when a row changes that the home of a group shows. See decision 13."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from lampion.kit.triggers import Statements

EVENTS = ("INSERT", "UPDATE", "DELETE")
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
# Which pages a row is about, in SQL that both databases know.
EVERY_HOME = "SELECT 'all' AS about"


def group(column: str = "group_id") -> str:
    """The pages of the group that the row names."""
    return f"SELECT 'g' || {{row}}.{column} AS about"


def group_over(*steps: tuple[str, str]) -> str:
    """The pages of the group that the last of `steps` names: keys, each with the table into which it leads."""
    (key, table), *more = steps
    found = f"FROM {table} AS up0"
    for place, (through, other) in enumerate(more):
        found += f" JOIN {other} AS up{place + 1} ON up{place + 1}.id = up{place}.{through}"
    return f"SELECT 'g' || up{len(more)}.group_id AS about {found} WHERE up0.id = {{row}}.{key}"


def groups_beside(table: str, theirs: str, ours: str, column: str = "group_id") -> str:
    """The pages of all groups that rows of `table` name, whose column `theirs` is the row's `ours`."""
    return (
        f"SELECT 'g' || up.{column} AS about FROM {table} AS up WHERE up.{theirs} = {{row}}.{ours}"
    )


def person(column: str = "person_id") -> str:
    """The pages of the person that the row names."""
    return f"SELECT 'p' || {{row}}.{column} AS about"


def pulse(
    table: str, *scopes: str, only: Iterable[str] = (), events: Iterable[str] = EVENTS
) -> Statements:
    """Return the operation by which a change of `table` makes the pages of `scopes` old.

    only: an update that changes none of these columns changes no page. events: those that do.
    """

    def forwards(schema_editor: Any) -> None:
        make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        for event in events:
            for statement in make(table, event, scopes, tuple(only)):
                schema_editor.execute(statement)

    def backwards(schema_editor: Any) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        for event in events:
            name = _name(table, event)
            schema_editor.execute(f"DROP TRIGGER {name}" + f" ON {table}" * on_postgresql)
            if on_postgresql:
                schema_editor.execute(f"DROP FUNCTION {name}()")

    return Statements(forwards, backwards)


def _name(table: str, event: str) -> str:
    return f"{table}_pulse_{event.lower()}"


def _abouts(scopes: Iterable[str], rows: Iterable[str]) -> str:
    return " UNION ".join(scope.format(row=row) for row in rows for scope in scopes)


def _sqlite(table: str, event: str, scopes: tuple[str, ...], only: tuple[str, ...]) -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in only)
    when = f"WHEN {changed}" if event == "UPDATE" and only else ""
    return [
        f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} FOR EACH ROW {when} BEGIN "
        f"INSERT INTO groups_pulse (about) SELECT about FROM ({_abouts(scopes, ROWS[event])}) "
        "WHERE about IS NOT NULL; END"
    ]


def _postgresql(
    table: str, event: str, scopes: tuple[str, ...], only: tuple[str, ...]
) -> list[str]:
    """Many rows that come with one statement write one pulse for each group, not for each row."""
    name = _name(table, event)
    if event == "INSERT":
        source = f"SELECT DISTINCT s.about FROM made, LATERAL ({_abouts(scopes, ('made',))}) AS s"
        each = "REFERENCING NEW TABLE AS made FOR EACH STATEMENT"
    else:
        source = f"SELECT s.about FROM ({_abouts(scopes, ROWS[event])}) AS s"
        each = "FOR EACH ROW"
    if event == "UPDATE" and only:
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in only)
        each += f" WHEN ({changed})"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO groups_pulse (about) {source} WHERE s.about IS NOT NULL; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} {each} EXECUTE FUNCTION {name}()",
    ]


@contextmanager
def silence() -> Iterator[None]:
    """Let the new rows of the block write no pulses, and say at its end that every page is old.

    For millions of consistent rows in a transaction. On PostgreSQL a superuser's rows are not looked up by the foreign
    keys again, one by one, either; anybody else waits for that.
    """
    with connection.cursor() as cursor:
        triggers = _set_aside(cursor)
        yield
        for sql in triggers:
            cursor.execute(sql)
        cursor.execute("INSERT INTO groups_pulse (about) VALUES ('all')")


def _set_aside(cursor: Any) -> list[str]:
    """Return what puts the triggers back."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SET LOCAL session_replication_role = replica")
        return ["SET LOCAL session_replication_role = origin"]
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_pulse_%'"
    )
    found = cursor.fetchall()
    for name, _sql in found:
        cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in found]
