from django.db import migrations


def move_lists(apps, schema_editor):
    """Lists of groups become lists like the others."""
    GroupImport, ListImport = apps.get_model("groups", "GroupImport"), apps.get_model("sections", "ListImport")
    fields = ("section_id", "by_id", "at", "file_name", "content", "applied_at", "counts")
    ListImport.objects.bulk_create(
        ListImport(kind="groups", **row) for row in GroupImport.objects.order_by("pk").values(*fields)
    )


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0003_formation'),
        ('sections', '0004_members'),
    ]

    operations = [
        migrations.RunPython(move_lists, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='GroupImport',
        ),
    ]
