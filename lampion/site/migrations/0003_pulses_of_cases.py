"""The cases by which a group stands are shown on its home: what hides, opens or ends one makes the page old."""

from django.db import migrations

from lampion.groups.pulses import group, groups_beside, person, pulse


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_opening"),
        ("site", "0002_pulses_of_minutes"),
    ]

    operations = [
        pulse("cases_adoption", group()),
        pulse("cases_case", groups_beside("cases_adoption", "case_id", "id")),
        pulse("cases_edition", groups_beside("cases_adoption", "case_id", "case_id")),
        pulse("cases_suspension", groups_beside("cases_adoption", "case_id", "case_id")),
        pulse("cases_closing", groups_beside("cases_adoption", "case_id", "case_id")),
        pulse("cases_casereader", person()),
        pulse("cases_offer", group()),
    ]
