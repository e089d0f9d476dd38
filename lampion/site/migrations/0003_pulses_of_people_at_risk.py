"""The cases by which a group stands, their news, what can be written, and sheets on their way are shown on homes: what changes them makes
the pages old. Letters to write are for every group, so that what hides a case makes all homes old.
"""

from django.db import migrations

from lampion.groups.pulses import EVERY_HOME, group, group_over, groups_beside, person, pulse

CHANGED = ("UPDATE", "DELETE")
BUNDLE = ("bundle_id", "petitions_bundle")
SHEET = ("sheet_id", "petitions_sheet")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_marks_end"),
        ("letters", "0006_holds"),
        ("petitions", "0019_scans"),
        ("site", "0002_pulses_of_minutes"),
    ]

    operations = [
        pulse("cases_adoption", group()),
        pulse("cases_offer", group()),
        pulse("cases_casereader", person()),
        pulse("cases_case", EVERY_HOME, events=CHANGED),
        pulse("cases_suspension", EVERY_HOME),
        pulse("cases_closing", EVERY_HOME),
        pulse("cases_edition", groups_beside("cases_adoption", "case_id", "case_id")),
        pulse("cases_casenews", groups_beside("cases_adoption", "case_id", "case_id"),
              only=("released_at", "withdrawn_at")),
        pulse("letters_appeal", EVERY_HOME),
        pulse("letters_round", group()),
        pulse("letters_round_appeals", group_over(("round_id", "letters_round"))),
        pulse("letters_writer", group()),
        pulse("petitions_petition", EVERY_HOME, events=CHANGED),
        pulse("petitions_bundle", group()),
        pulse("petitions_sheet", group_over(BUNDLE)),
        pulse("petitions_custody", group_over(SHEET, BUNDLE)),
        pulse("petitions_sheetcount", group_over(SHEET, BUNDLE)),
        pulse("petitions_sheetresult", group_over(SHEET, BUNDLE)),
    ]
