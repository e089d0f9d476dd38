from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import Consent, Contact, Failure, Preference, WayOut
from lampion.contacts.models.contact import NOBODY
from lampion.contacts.retention import empty_what_leaves
from lampion.kit.registers import Subject, keeper


def _about(subject: Subject) -> QuerySet[Contact]:
    return Contact.objects.about(subject.emails)


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    for contact in _about(subject).select_related("section"):
        standing = contact.preferences.standing().select_related("theme", "group")
        yield {
            "email": contact.email,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "language": contact.language,
            "province": contact.section.territory.province_name(contact.province),
            "unreachable_at": contact.unreachable_at,
            "consents": [said.proof() for said in Consent.objects.history(contact)],
            "preferences": [
                {"about": str(one.theme or one.group), "wants": one.wants, "since": one.since}
                for one in standing
            ],
            "failures": list(contact.failures.values("on", "status")),
        }


def _forget(subject: Subject) -> int:
    """What the contact wanted and how its mails fared goes too; the ledger names only an empty row then."""
    held = {"contact__in": list(_about(subject).values_list("pk", flat=True))}
    for model in (WayOut, Preference, Failure):
        model._default_manager.filter(**held).delete()
    return _about(subject).update(**NOBODY, refusal_hash=None)


keeper(
    Contact,
    title=_("Addresses and consents"),
    purpose=_("to write only to those who agreed, and to show what they agreed to"),
    basis=_("your consent"),
    duration=_(
        "as long as you agree; without your yes, and when our mails come back, some months more: the parameters say how many"
    ),
    export=_export,
    forget=_forget,
    leaves=empty_what_leaves,
    also=(Consent, Failure, Preference, WayOut),
    kept=_("the dated line of each consent, without name or address"),
)
