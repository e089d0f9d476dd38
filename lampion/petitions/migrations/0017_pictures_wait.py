"""Pictures for sharing that one person alone had shown wait for a second one, as new ones do."""

from django.db import migrations

from lampion.kit.triggers import Statements

KEEP = """
INSERT INTO petitions_petitionpicture (petition_id, file_id, at)
SELECT id, picture_id, changed_at FROM petitions_petition WHERE picture_id IS NOT NULL
"""
HIDE = "UPDATE petitions_petition SET picture_id = NULL WHERE picture_id IS NOT NULL"


def wait(schema_editor):
    schema_editor.execute(KEEP)
    schema_editor.execute(HIDE)


def leave(schema_editor):
    """Who showed them alone is not known any more."""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0016_shown_by_two_kept")]

    operations = [Statements(wait, leave)]
