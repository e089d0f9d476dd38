"""The database refuses to change approved minutes, or what they hold. Attendance may leave on its day, names too."""

from django.db import migrations

from lampion.kit.triggers import append_only

OF_POINT = "(SELECT meeting_id FROM meetings_agendapoint WHERE id = {row}.point_id)"
OF_ROW = "{row}.meeting_id"
ALWAYS = "INSERT", "UPDATE", "DELETE"
# Table, where its meeting is, and what may not be done once its minutes are approved.
FROZEN = (
    ("meetings_agendapoint", OF_ROW, ALWAYS),
    ("meetings_passage", OF_POINT, ALWAYS),
    ("meetings_amendment", OF_POINT, ("INSERT", "UPDATE")),
    ("meetings_pointdecision", OF_POINT, ALWAYS),
    ("meetings_pointtask", OF_POINT, ALWAYS),
    ("meetings_attendance", OF_ROW, ("INSERT", "UPDATE")),
    ("meetings_guest", OF_ROW, ("INSERT", "UPDATE")),
)
APPROVED = "EXISTS (SELECT 1 FROM meetings_approvedminutes WHERE meeting_id = {where})"
SQLITE = """
CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb} ON {table}
WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END
"""
POSTGRESQL = """
CREATE FUNCTION {table}_frozen_{verb}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {when} THEN
RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN {row};
END $$;
CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_frozen_{verb}();
"""


def _each():
    for table, where, verbs in FROZEN:
        for verb in verbs:
            row = "OLD" if verb == "DELETE" else "NEW"
            yield table, verb, row, APPROVED.format(where=where.format(row=row))


def freeze(apps, schema_editor):
    text = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for table, verb, row, when in _each():
        schema_editor.execute(text.format(table=table, verb=verb, row=row, when=when))


def thaw(apps, schema_editor):
    for table, verb, _row, _when in _each():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_frozen_{verb}() CASCADE")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen_{verb}")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_minutes")]
    operations = [append_only("meetings_approvedminutes"), migrations.RunPython(freeze, thaw)]
