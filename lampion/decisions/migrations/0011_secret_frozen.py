"""The database refuses a sealed ballot once a scrutineer has opened, an open one in a secret vote, and new keys."""

from django.db import migrations

OPENED = "(SELECT opened_at FROM decisions_proposal WHERE id = {proposal}) IS NOT NULL"
OF_VOTER = "(SELECT proposal_id FROM decisions_voter WHERE id = NEW.voter_id)"
OF_BOX = "(SELECT proposal_id FROM decisions_box WHERE id = NEW.box_id)"
# Table, verbs, and when they are refused.
REFUSED = (
    (
        "decisions_sealedballot",
        ("INSERT", "UPDATE OF sealed, voter_id"),
        "NEW.sealed <> '' AND EXISTS (SELECT 1 FROM decisions_scrutineer s JOIN decisions_box b ON b.id = s.box_id"
        f" WHERE s.opened_at IS NOT NULL AND b.proposal_id = {OF_VOTER})",
    ),
    (
        "decisions_ballot",
        ("INSERT", "UPDATE OF choice, voter_id"),
        f"EXISTS (SELECT 1 FROM decisions_box WHERE proposal_id = {OF_VOTER})",
    ),
    ("decisions_box", ("INSERT",), OPENED.format(proposal="NEW.proposal_id")),
    (
        "decisions_scrutineer",
        ("INSERT", "UPDATE OF public_key, person_id"),
        f"NEW.public_key <> '' AND {OPENED.format(proposal=OF_BOX)}",
    ),
)
SQLITE = """
CREATE TRIGGER {table}_secret_{name} BEFORE {verb} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END
"""
POSTGRESQL = """
CREATE FUNCTION {table}_secret() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {when} THEN
RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$;
CREATE TRIGGER {table}_secret BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_secret();
"""


def freeze(apps, schema_editor):
    for table, verbs, when in REFUSED:
        said = {"table": table, "when": when}
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(verbs=" OR ".join(verbs), **said))
            continue
        for verb in verbs:
            schema_editor.execute(SQLITE.format(verb=verb, name=verb[:6], **said))


def thaw(apps, schema_editor):
    for table, verbs, _when in REFUSED:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_secret ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_secret()")
            continue
        for verb in verbs:
            schema_editor.execute(f"DROP TRIGGER {table}_secret_{verb[:6]}")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0010_secret")]
    operations = [migrations.RunPython(freeze, thaw)]
