from django.db import migrations

from lampion.kit.triggers import refuse

PUBLISHED = "OLD.published_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        refuse("cases_edition", "frozen", "UPDATE", "DELETE", when=PUBLISHED),
    ]
