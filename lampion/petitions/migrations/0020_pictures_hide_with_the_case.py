"""Pictures for sharing are no longer handed out to whoever has the address of the file: the petition is asked."""

from django.db import migrations


def hide(apps, schema_editor):
    shown = apps.get_model("petitions", "Petition").objects.exclude(picture=None)
    files = apps.get_model("files", "StoredFile").objects
    files.filter(pk__in=list(shown.values_list("picture", flat=True))).update(is_public=False)


class Migration(migrations.Migration):
    dependencies = [("petitions", "0011_paper_kept"), ("files", "0001_initial")]

    operations = [migrations.RunPython(hide, migrations.RunPython.noop)]
