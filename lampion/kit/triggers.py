"""What the database itself refuses: to edit some tables ever, and others from a moment on."""

from collections.abc import Callable
from typing import Any

from django.db.migrations.operations.base import Operation

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append only'); END
"""
_POSTGRESQL = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
"""
_SQLITE_REFUSES = """
CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END
"""
_POSTGRESQL_REFUSES = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {when} THEN
RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN {row};
END $$;
CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


class Statements(Operation):
    """A step of a migration that writes SQL and needs no model: RunPython builds them all anew each time.

    forwards, backwards: called with the schema editor.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, forwards: Callable[[Any], None], backwards: Callable[[Any], None]) -> None:
        self.forwards, self.backwards = forwards, backwards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self.forwards(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self.backwards(schema_editor)


def append_only(table: str) -> Statements:
    """Return the migration operation that makes `table` append only on SQLite and PostgreSQL."""

    def forwards(schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL.format(table=table))
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(_SQLITE.format(table=table, verb=verb))

    def backwards(schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse()")
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")

    return Statements(forwards, backwards)


def refuse(table: str, mark: str, *verbs: str, when: str) -> Statements:
    """Return the migration operation after which `verbs` ("INSERT", "UPDATE OF words", "DELETE") are refused.

    when: in SQL that both databases know, about NEW or OLD. mark: names the triggers, once for a table and verb.
    """

    def forwards(schema_editor: Any) -> None:
        postgresql = schema_editor.connection.vendor == "postgresql"
        text = _POSTGRESQL_REFUSES if postgresql else _SQLITE_REFUSES
        for verb in verbs:
            row = "OLD" if verb == "DELETE" else "NEW"
            said = {"name": _named(table, mark, verb), "table": table, "verb": verb}
            schema_editor.execute(text.format(row=row, when=when, **said))

    def backwards(schema_editor: Any) -> None:
        for verb in verbs:
            name = _named(table, mark, verb)
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
            else:
                schema_editor.execute(f"DROP TRIGGER {name}")

    return Statements(forwards, backwards)


def _named(table: str, mark: str, verb: str) -> str:
    return f"{table}_{mark}_{verb.split()[0].lower()}"
