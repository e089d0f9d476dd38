from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import Consent, Contact
from lampion.kit.registers import Subject, keeper


def _about(subject: Subject) -> QuerySet[Contact]:
    return Contact.objects.filter(email__in=subject.emails)


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    for contact in _about(subject).prefetch_related("consents__text"):
        yield {
            "email": contact.email,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "language": contact.language,
            "consents": [
                {
                    "kind": consent.kind,
                    "words": consent.text.words,
                    "version": consent.text.number,
                    "at": consent.at,
                    "channel": consent.channel,
                }
                for consent in contact.consents.all()
            ],
        }


def _forget(subject: Subject) -> int:
    return _about(subject).update(email=None, first_name="", last_name="")


keeper(
    Contact,
    title=_("Addresses and consents"),
    purpose=_("to write only to those who agreed, and to show what they agreed to"),
    basis=_("your consent"),
    duration=_("until you withdraw it or ask for erasure"),
    export=_export,
    forget=_forget,
    also=(Consent,),
    kept=_("the dated line of each consent, without name or address"),
)
