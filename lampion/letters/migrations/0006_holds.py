from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def say_which_holds(apps, _editor):
    """A settled line holds what was found where the ledger was corrected by it, else what was said."""
    line, sent = apps.get_model("letters", "ParcelLine"), apps.get_model("letters", "Sent")
    settled = line.objects.filter(parcel__settled_at__isnull=False)
    settled.update(holds=F("said"))
    corrected = sent.objects.filter(
        channel="arrival",
        case=OuterRef("case"),
        what=OuterRef("what"),
        group=OuterRef("parcel__group"),
        at=OuterRef("parcel__settled_at"),
    )
    found = line.objects.annotate(corrected=Subquery(corrected.values("pk")[:1]))
    keys = list(found.filter(corrected__isnull=False).values_list("pk", flat=True))
    line.objects.filter(pk__in=keys).update(holds=F("found"))


class Migration(migrations.Migration):
    dependencies = [("letters", "0005_refusal")]

    operations = [
        migrations.AddField(
            model_name="parcelline",
            name="holds",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunPython(say_which_holds, migrations.RunPython.noop),
    ]
