from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.letters.models import Appeal, Sent, Target


def _written(subject: Subject) -> Iterable[Mapping[str, object]]:
    for appeal in Appeal.objects.filter(by=subject.person):
        yield {"title": appeal.title, "made_at": appeal.made_at}


def _targets(subject: Subject) -> Iterable[Mapping[str, object]]:
    for target in Target.objects.filter(by=subject.person):
        yield {"name": target.name, "made_at": target.at}


def _counted(subject: Subject) -> Iterable[Mapping[str, object]]:
    for line in Sent.objects.filter(by=subject.person).select_related("group"):
        group = line.group.name if line.group else ""
        yield {"group": group, "what": line.get_what_display(), "number": line.count, "on": line.on}


_BASIS = _("your membership of a group or of the secretariat")
_AS_LONG = _("as long as the section exists")

keeper(
    Appeal,
    title=_("Model letters that you wrote"),
    purpose=_("to know who wrote and who published what people are asked to send"),
    basis=_BASIS,
    duration=_AS_LONG,
    export=_written,
    forget=lambda subject: 0,
    kept=_("the letter, without your name"),
)
keeper(
    Target,
    title=_("Addressees of letters that you noted"),
    purpose=_("to know where letters go"),
    basis=_BASIS,
    duration=_AS_LONG,
    export=_targets,
    forget=lambda subject: 0,
    kept=_("name and address of the authority, without your name"),
)
keeper(
    Sent,
    title=_("Letters that you counted for your group"),
    purpose=_("to say how many letters were sent for somebody at risk"),
    basis=_BASIS,
    duration=_AS_LONG,
    export=_counted,
    forget=lambda subject: 0,
    kept=_("the number and the day, without your name"),
)
