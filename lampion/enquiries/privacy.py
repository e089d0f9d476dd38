from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models import Enquiry
from lampion.kit.registers import Subject, keeper


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    for enquiry in Enquiry.objects.filter(email__in=subject.emails):
        yield {
            "name": enquiry.name,
            "email": enquiry.email,
            "phone": enquiry.phone,
            "locality": enquiry.locality,
            "message": enquiry.message,
            "skills": enquiry.skills,
            "availability": enquiry.availability,
            "received_at": enquiry.received_at,
            "notes": list(enquiry.notes.values_list("text", flat=True)),
            "letters": list(enquiry.letters.values_list("body", flat=True)),
        }


def _forget(subject: Subject) -> int:
    found = list(Enquiry.objects.filter(email__in=subject.emails))
    for enquiry in found:
        enquiry.forget(at=timezone.now())
    return len(found)


keeper(
    Enquiry,
    title=_("Requests"),
    purpose=_("to answer you and to find the group near you"),
    basis=_("your request"),
    duration=_("until you withdraw it or ask for erasure"),
    export=_export,
    forget=_forget,
    kept=_("the dates and steps of the request, without name, address or words"),
)
