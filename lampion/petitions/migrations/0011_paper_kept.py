"""What happened to a sheet, and what was found on it, is added to and never changed; a number is settled by two or a third."""

from django.db import migrations

from lampion.kit.triggers import append_only, refuse

OF_SHEET = "SELECT COUNT(*) FROM petitions_sheetcount c WHERE c.sheet_id = NEW.sheet_id AND c.valid = NEW.valid"
NOT_SETTLED = f"({OF_SHEET} AND c.nth = 3) = 0 AND ({OF_SHEET} AND c.nth < 3) < 2"
DESTROYED = (
    "EXISTS (SELECT 1 FROM petitions_custody c"
    " WHERE c.sheet_id = NEW.sheet_id AND c.step = 'destroyed')"
)
SETTLED = "EXISTS (SELECT 1 FROM petitions_sheetresult r WHERE r.sheet_id = NEW.sheet_id)"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0010_paper")]

    operations = [
        *(
            append_only(f"petitions_{table}")
            for table in (
                "custody", "sheetcount", "sheetresult", "loss", "lossjudgement", "handing",
                "deliveryanswer",
            )
        ),
        refuse("petitions_sheetresult", "settled", "INSERT", when=NOT_SETTLED),
        refuse("petitions_sheetcount", "settled", "INSERT", when=SETTLED),
        refuse("petitions_custody", "gone", "INSERT", when=DESTROYED),
        refuse("petitions_sheet", "numbered", "UPDATE", "DELETE", when="OLD.number > 0"),
    ]
