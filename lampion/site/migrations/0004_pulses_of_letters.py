"""Letters to write are shown on every home: what publishes or withdraws one, or hides its case, makes them all old."""

from django.db import migrations

from lampion.groups.pulses import EVERY_HOME, groups_beside, pulse
from lampion.kit.triggers import Statements

CHANGED = ("UPDATE", "DELETE")
OF_ADOPTERS = (
    pulse("cases_case", groups_beside("cases_adoption", "case_id", "id"), events=CHANGED),
    pulse("cases_suspension", groups_beside("cases_adoption", "case_id", "case_id")),
    pulse("cases_closing", groups_beside("cases_adoption", "case_id", "case_id")),
)


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0002_frozen"),
        ("site", "0003_pulses_of_cases"),
    ]

    operations = [
        *[Statements(one.backwards, one.forwards) for one in OF_ADOPTERS],
        pulse("cases_case", EVERY_HOME, events=CHANGED),
        pulse("cases_suspension", EVERY_HOME),
        pulse("cases_closing", EVERY_HOME),
        pulse("letters_appeal", EVERY_HOME),
    ]
