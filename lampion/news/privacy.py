from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import Contact
from lampion.kit.registers import Subject, keeper
from lampion.news.models import Mailing, Recipient, Step


def _received(subject: Subject) -> Iterable[Mapping[str, object]]:
    mine = Recipient.objects.filter(contact__in=Contact.objects.about(subject.emails))
    return mine.values("mailing__subject", "queued_at", "dropped_at")


def _forget(subject: Subject) -> int:
    mine = Recipient.objects.filter(contact__in=Contact.objects.about(subject.emails))
    return mine.delete()[0]


def _written(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from Mailing.objects.filter(by=subject.person).values("subject", "made_at")
    yield from Step.objects.filter(by=subject.person).values("mailing__subject", "phase", "at")


keeper(
    Recipient,
    title=_("News that you got"),
    purpose=_("to send each letter once, and to say how many got it"),
    basis=_("your consent"),
    duration=_("some months; the parameters say how many"),
    export=_received,
    forget=_forget,
    kept=_("how many got the letter"),
)
keeper(
    Mailing,
    title=_("News that you wrote"),
    purpose=_("to know who wrote and who approved"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_written,
    forget=lambda subject: 0,
    also=(Step,),
    kept=_("the letter itself, without your name"),
)
