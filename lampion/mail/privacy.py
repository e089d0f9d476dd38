from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.mail.models import TAKEN_BACK, Message


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    waiting = Message.objects.waiting().filter(to_address__in=subject.emails)
    for message in waiting.select_related("batch"):
        title, text, _html = message.words()
        yield {"subject": title, "text": text, "created_at": message.created_at}


def _forget(subject: Subject) -> int:
    waiting = Message.objects.waiting().filter(to_address__in=subject.emails)
    return waiting.update(gave_up_at=timezone.now(), **TAKEN_BACK)


keeper(
    Message,
    title=_("Mails that wait to leave"),
    purpose=_("to write to you what you asked for"),
    basis=_("the deed that the mail belongs to"),
    duration=_(
        "until the mail has left: a few minutes as a rule, three days if its server does not take it, fourteen days at most"
    ),
    export=_export,
    forget=_forget,
    kept=_("that a mail left on a day, without address or words"),
)
