"""What was said about a request, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass

from lampion.enquiries.models import Enquiry, Letter, Note, Reply
from lampion.groups.models import Group


@dataclass(frozen=True, slots=True)
class Said:
    """kind: "letter" of ours, "reply" of the newcomer, or "note" that stays inside."""

    kind: str
    row: Letter | Reply | Note


def exchange(enquiry: Enquiry, *, of: Group | None = None) -> list[Said]:
    """Return what was said, with that of the requests joined with this one. of: only this group's notes."""
    keys = [enquiry.pk, *enquiry.merged.values_list("pk", flat=True)]
    notes = Note.objects.filter(enquiry__in=keys).select_related("by")
    said = [
        *written(enquiry),
        *[Said("note", row) for row in (notes.filter(group=of) if of else notes)],
    ]
    return sorted(said, key=lambda one: one.row.at)


def written(enquiry: Enquiry) -> list[Said]:
    """What the newcomer may read as well."""
    keys = [enquiry.pk, *enquiry.merged.values_list("pk", flat=True)]
    letters = Letter.objects.filter(enquiry__in=keys).select_related("by")
    replies = Reply.objects.filter(enquiry__in=keys)
    said = [*[Said("letter", row) for row in letters], *[Said("reply", row) for row in replies]]
    return sorted(said, key=lambda one: one.row.at)
