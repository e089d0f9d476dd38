from django.db import migrations

from lampion.kit.triggers import refuse

TOLD = "OLD.released_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_following")]

    operations = [
        refuse(
            "cases_casenews", "frozen", "UPDATE OF title, words, language, kind", "DELETE", when=TOLD
        ),
    ]
