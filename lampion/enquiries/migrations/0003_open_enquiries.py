from django.db import migrations, models
from django.db.models import OuterRef, Subquery

ENDED = ("answered", "joined", "declined", "no_answer", "spam", "withdrawn", "merged")


def say_when_each_ended(apps, schema_editor):
    """The open step of a closed request begins when it was closed."""
    Enquiry, Step = apps.get_model("enquiries", "Enquiry"), apps.get_model("enquiries", "Step")
    last = Step.objects.filter(enquiry=OuterRef("pk"), until=None, stage__in=ENDED)
    Enquiry.objects.update(ended_at=Subquery(last.values("at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0002_follow_up")]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="section",
            field=models.ForeignKey(
                db_index=False,
                on_delete=models.PROTECT,
                related_name="+",
                to="sections.section",
            ),
        ),
        migrations.RunPython(say_when_each_ended, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(ended_at=None),
                fields=["section", "due_on", "id", "name_key", "locality_key", "email"],
                name="open_enquiries_by_day",
            ),
        ),
    ]
