"""The database refuses other words, another rule or other options once a vote was opened."""

from django.db import migrations

# Table, the verbs that are refused, and where its proposal is.
WORDS = "title, text, method, abstentions, quorum, quorum_of"
FROZEN = (
    ("decisions_proposal", (f"UPDATE OF {WORDS}",), "OLD.id"),
    ("decisions_option", ("INSERT", "UPDATE"), "NEW.proposal_id"),
    ("decisions_option", ("DELETE",), "OLD.proposal_id"),
    ("decisions_wording", ("INSERT", "UPDATE"), "NEW.proposal_id"),
)
SQLITE = """
CREATE TRIGGER {name}_{number} BEFORE {verb} ON {table}
WHEN (SELECT opened_at FROM decisions_proposal WHERE id = {where}) IS NOT NULL
BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END
"""
POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF (SELECT opened_at FROM decisions_proposal WHERE id = {where}) IS NOT NULL THEN
RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def freeze(apps, schema_editor):
    for name, table, verbs, where in _named():
        said = {"name": name, "table": table, "where": where}
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(verbs=" OR ".join(verbs), **said))
            continue
        for number, verb in enumerate(verbs):
            schema_editor.execute(SQLITE.format(number=number, verb=verb, **said))


def thaw(apps, schema_editor):
    for name, table, verbs, _where in _named():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
            continue
        for number, _verb in enumerate(verbs):
            schema_editor.execute(f"DROP TRIGGER {name}_{number}")


def _named():
    for table, verbs, where in FROZEN:
        kind = verbs[0].partition(" ")[0].lower()
        yield f"{table}_words_{kind}", table, verbs, where


class Migration(migrations.Migration):
    dependencies = [("decisions", "0021_wordings")]
    operations = [migrations.RunPython(freeze, thaw)]
