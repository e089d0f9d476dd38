from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.tasks.models import Closing, DoneLink, Share, Step, Task


def _promised(subject: Subject) -> Iterable[Mapping[str, object]]:
    for share in Share.objects.filter(person=subject.person).select_related("task__group"):
        yield {
            "group": share.task.group.name,
            "task": share.task.title,
            "since": share.since,
            "until": share.ended_at,
            "word": share.word,
        }


def _said(subject: Subject) -> Iterable[Mapping[str, object]]:
    for task in Task.objects.filter(by=subject.person).select_related("group"):
        yield {"group": task.group.name, "task": task.title, "made_at": task.added_at}
    for closing in Closing.objects.filter(by=subject.person).select_related("task__group"):
        task = closing.task
        yield {"group": task.group.name, "task": task.title, "ended_on": closing.at}
    for step in Step.objects.filter(by=subject.person).select_related("task__group"):
        yield {"group": step.task.group.name, "task": step.words, "ended_on": step.done_at}


def _hand_back(subject: Subject) -> int:
    if subject.person is None:
        return 0
    DoneLink.objects.filter(person=subject.person).delete()
    Share.objects.filter(person=subject.person).exclude(word="").update(word="")
    return Share.objects.open().filter(person=subject.person).update(ended_at=timezone.now())


keeper(
    Share,
    title=_("Tasks that you promised"),
    purpose=_("to share the work of the group, and to remind you"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_promised,
    forget=_hand_back,
    also=(DoneLink,),
    kept=_("the dates, without your name"),
)
keeper(
    Task,
    title=_("Tasks that you wrote down or closed"),
    purpose=_("to know what the group wants done, and what is done"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_said,
    forget=lambda subject: 0,
    also=(Closing, Step),
    kept=_("what was to be done and when it was done, without your name"),
)
