"""The database refuses a voter after the opening, and a ballot or a proxy after the close."""

from django.db import migrations

# What may not be written when the proposal's column says a moment: table, column, and where its proposal is.
FROZEN = (
    ("decisions_voter", "opened_at", "NEW.proposal_id", ("INSERT",)),
    (
        "decisions_ballot",
        "closed_at",
        "(SELECT proposal_id FROM decisions_voter WHERE id = NEW.voter_id)",
        ("INSERT", "UPDATE OF choice, voter_id"),  # the reason may be erased
    ),
    (
        "decisions_proxy",
        "closed_at",
        "(SELECT proposal_id FROM decisions_voter WHERE id = NEW.voter_id)",
        ("INSERT", "UPDATE OF voter_id, to_id"),
    ),
)
SQLITE = """
CREATE TRIGGER {table}_frozen_{name} BEFORE {verb} ON {table}
WHEN (SELECT {column} FROM decisions_proposal WHERE id = {where}) IS NOT NULL
BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END
"""
POSTGRESQL = """
CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF (SELECT {column} FROM decisions_proposal WHERE id = {where}) IS NOT NULL THEN
RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$;
CREATE TRIGGER {table}_frozen BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen();
"""


def freeze(apps, schema_editor):
    for table, column, where, verbs in FROZEN:
        said = {"table": table, "column": column, "where": where}
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(verbs=" OR ".join(verbs), **said))
            continue
        for verb in verbs:
            schema_editor.execute(SQLITE.format(verb=verb, name=verb[:6], **said))


def thaw(apps, schema_editor):
    for table, _column, _where, verbs in FROZEN:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_frozen()")
            continue
        for verb in verbs:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen_{verb[:6]}")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
