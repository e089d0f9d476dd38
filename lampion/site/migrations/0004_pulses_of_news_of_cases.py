"""News of a case wait for who leads the work, on the home of the group: what tells them or takes them back shows."""

from django.db import migrations

from lampion.groups.pulses import groups_beside, pulse


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_following_frozen"),
        ("site", "0003_pulses_of_cases"),
    ]

    operations = [
        pulse(
            "cases_casenews",
            groups_beside("cases_adoption", "case_id", "case_id"),
            only=("released_at", "withdrawn_at"),
        ),
    ]
