from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_removed_papers_lose_their_bytes")]

    operations = [
        migrations.AddField(
            model_name="casenews", name="secret", field=models.UUIDField(null=True)
        )
    ]
