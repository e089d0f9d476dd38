from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models import (
    Deed,
    Enquiry,
    Handover,
    Hold,
    KeptFilter,
    Letter,
    Note,
    Ownership,
    Reply,
    Step,
)
from lampion.enquiries.retention import empty_what_leaves
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
            "replies": list(enquiry.replies.values_list("text", flat=True)),
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
    duration=_("until you withdraw it, or some months after it is closed"),
    export=_export,
    forget=_forget,
    leaves=empty_what_leaves,
    also=(Handover, Hold, Letter, Note, Reply, Step),
    kept=_("the dates and steps of the request, without name, address or words"),
)


def _followed(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from Ownership.objects.filter(person=subject.person).values(
        "enquiry_id", "since", "until"
    )
    yield from Deed.objects.filter(by=subject.person).values("enquiry_id", "what", "at")
    yield from KeptFilter.objects.filter(person=subject.person).values("name", "query")


keeper(
    Ownership,
    title=_("Requests that you followed"),
    purpose=_("to know who answers whom, and until when"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_followed,
    forget=lambda subject: KeptFilter.objects.filter(person=subject.person).delete()[0],
    also=(Deed, KeptFilter),
    kept=_("the dates, without your name"),
)
