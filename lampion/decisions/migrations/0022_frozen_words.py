"""The database refuses other words, another rule or other options once a vote was opened."""

from django.db import migrations

from lampion.kit.triggers import refuse

WORDS = "title, text, method, abstentions, quorum, quorum_of"
OPENED = "(SELECT opened_at FROM decisions_proposal WHERE id = {}) IS NOT NULL"
OF_NEW, OF_OLD = OPENED.format("NEW.proposal_id"), OPENED.format("OLD.proposal_id")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0021_wordings")]
    operations = [
        refuse("decisions_proposal", "words", f"UPDATE OF {WORDS}", when=OPENED.format("OLD.id")),
        refuse("decisions_option", "words", "INSERT", "UPDATE", when=OF_NEW),
        refuse("decisions_option", "words", "DELETE", when=OF_OLD),
        refuse("decisions_wording", "words", "INSERT", "UPDATE", when=OF_NEW),
    ]
