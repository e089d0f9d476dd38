"""Pictures of a sheet are there only while it waits for its number, and are never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lampion.kit.triggers import refuse

OF_SHEET = "WHERE c.sheet_id = NEW.sheet_id"
SETTLED = f"EXISTS (SELECT 1 FROM petitions_sheetresult c {OF_SHEET})"
LAST_STEP = f"COALESCE((SELECT c.step FROM petitions_custody c {OF_SHEET} ORDER BY c.id DESC LIMIT 1), '')"
PICTURED = f"EXISTS (SELECT 1 FROM petitions_sheetscan c {OF_SHEET})"


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0018_half_until_gone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SheetScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='petitions.sheet')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        refuse("petitions_sheetscan", "waits", "INSERT", when=f"{SETTLED} OR {LAST_STEP} <> 'returned'"),
        refuse("petitions_sheetscan", "kept", "UPDATE", when="OLD.id > 0"),
        refuse("petitions_sheetresult", "pictured", "INSERT", when=PICTURED),
        refuse("petitions_custody", "pictured", "INSERT", when=PICTURED),
    ]
