from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.meetings.models import Meeting, Rhythm


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return ()
    announced = Meeting.objects.filter(by=subject.person)
    settled = Rhythm.objects.filter(by=subject.person)
    return [
        *announced.values("group__name", "starts_at", "venue"),
        *settled.values("group__name", "since", "venue"),
    ]


keeper(
    Meeting,
    title=_("Meetings that you announced"),
    purpose=_("to tell everybody when and where the group meets"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_export,
    forget=lambda subject: 0,
    also=(Rhythm,),
    kept=_("when and where the group met, without your name"),
)
