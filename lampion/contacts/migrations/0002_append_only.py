from django.db import migrations

from lampion.kit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [append_only("contacts_consent")]
