from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.kit.registers import Subject, keeper


def _planned(subject: Subject) -> Iterable[Mapping[str, object]]:
    for event in Event.objects.filter(by=subject.person).select_related("group"):
        yield {"group": event.group.name, "name": event.name, "on": event.day}


keeper(
    Event,
    title=_("Events that you planned for your group"),
    purpose=_("to know what the group does, and when"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_planned,
    forget=lambda subject: 0,
    kept=_("what it was, when and where, without your name"),
)
