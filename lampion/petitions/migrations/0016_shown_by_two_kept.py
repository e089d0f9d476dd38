"""What was answered never changes; a petition is shared with no picture but the one that a second person let out."""

from django.db import migrations

from lampion.kit.triggers import refuse

WORDS = 'UPDATE OF delivery_id, "on", words, by_id, at'
NOT_LET_OUT = (
    "NEW.picture_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM petitions_petitionpicture p"
    " WHERE p.petition_id = NEW.id AND p.file_id = NEW.picture_id AND p.released_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("petitions", "0015_shown_by_two")]

    operations = [
        refuse("petitions_deliveryanswer", "frozen", WORDS, "DELETE", when="OLD.id > 0"),
        refuse(
            "petitions_petition", "pictured", "INSERT", "UPDATE OF picture_id", when=NOT_LET_OUT
        ),
    ]
