from django.db import migrations

from lampion.kit.triggers import refuse

WORDS = (
    "case_id, kind, target_id, title, language, text, translation, points, never, rules, anonymous, starts_on, "
    "ends_on, published_by_id, published_at"
)


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [
        refuse(
            "letters_appeal",
            "frozen",
            f"UPDATE OF {WORDS}",
            "DELETE",
            when="OLD.published_at IS NOT NULL",
        ),
        # A line of the ledger says what it said; only that it is undone is added.
        refuse("letters_sent", "frozen", "DELETE", when="OLD.id IS NOT NULL"),
        refuse(
            "letters_sent",
            "kept",
            'UPDATE OF case_id, appeal_id, group_id, event_id, what, channel, count, "on", mark, at',
            when="OLD.id IS NOT NULL",
        ),
    ]
