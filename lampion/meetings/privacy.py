from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.meetings.models import Meeting


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    announced = Meeting.objects.filter(by=subject.person) if subject.person else ()
    for meeting in announced:
        yield {"group": meeting.group_id, "starts_at": meeting.starts_at, "venue": meeting.venue}


keeper(
    Meeting,
    title=_("Meetings that you announced"),
    purpose=_("to tell everybody when and where the group meets"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_export,
    forget=lambda subject: 0,
    kept=_("when and where the group met, without your name"),
)
