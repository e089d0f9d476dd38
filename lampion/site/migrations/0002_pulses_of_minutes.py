"""Minutes and secret ballots are shown on the home of a group too. A line says of a ballot its group alone."""

from django.db import migrations

from lampion.groups.pulses import group_over, pulse

MEETING = ("meeting_id", "meetings_meeting")
PROPOSAL = ("proposal_id", "decisions_proposal")


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0022_frozen_words"),
        ("meetings", "0006_frozen_minutes"),
        ("site", "0001_pulses"),
    ]

    operations = [
        pulse("meetings_minutetaker", group_over(MEETING)),
        pulse("meetings_agendapoint", group_over(MEETING)),
        pulse("meetings_amendment", group_over(("point_id", "meetings_agendapoint"), MEETING)),
        pulse("decisions_box", group_over(PROPOSAL)),
        pulse("decisions_sealedballot", group_over(("voter_id", "decisions_voter"), PROPOSAL)),
        pulse("decisions_scrutineer", group_over(("box_id", "decisions_box"), PROPOSAL)),
    ]
