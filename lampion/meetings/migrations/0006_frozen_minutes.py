"""The database refuses to change approved minutes, or what they hold. Attendance may leave on its day, names too."""

from django.db import migrations

from lampion.kit.triggers import append_only, refuse

OF_POINT = "(SELECT meeting_id FROM meetings_agendapoint WHERE id = {row}.point_id)"
OF_ROW = "{row}.meeting_id"
ALWAYS = "INSERT", "UPDATE", "DELETE"
# Table, where its meeting is, and what may not be done once its minutes are approved.
FROZEN = (
    ("meetings_agendapoint", OF_ROW, ALWAYS),
    ("meetings_passage", OF_POINT, ALWAYS),
    ("meetings_amendment", OF_POINT, ALWAYS),
    ("meetings_pointdecision", OF_POINT, ALWAYS),
    ("meetings_pointtask", OF_POINT, ALWAYS),
    ("meetings_attendance", OF_ROW, ("INSERT", "UPDATE")),
    ("meetings_guest", OF_ROW, ("INSERT", "UPDATE")),
)
# A row is not changed, nor moved to another meeting.
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
APPROVED = "EXISTS (SELECT 1 FROM meetings_approvedminutes WHERE meeting_id = {where})"


def _approved(where, verb):
    return " OR ".join(APPROVED.format(where=where.format(row=row)) for row in ROWS[verb])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_minutes")]
    operations = [
        append_only("meetings_approvedminutes"),
        *(
            refuse(table, "frozen", verb, when=_approved(where, verb))
            for table, where, verbs in FROZEN
            for verb in verbs
        ),
    ]
