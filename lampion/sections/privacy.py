from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.people.models import ErasureMark
from lampion.sections.models import (
    ListImport,
    PageVersion,
    SectionMember,
    StaffAbsence,
    StaffAccess,
)


def _accesses(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from StaffAccess.objects.filter(person=subject.person).values(
        "section__name", "scope", "starts_on", "ends_on"
    )
    yield from StaffAbsence.objects.filter(person=subject.person).values("starts_on", "ends_on")


def _memberships(subject: Subject) -> Iterable[Mapping[str, object]]:
    return SectionMember.objects.about(subject.person, subject.emails).values(
        "number", "first_name", "last_name", "email", "phone", "locality", "valid_until"
    )


def _forget_memberships(subject: Subject) -> int:
    """The section's own register is elsewhere: marks keep its next list from bringing the person back."""
    held = SectionMember.objects.about(subject.person, subject.emails)
    ErasureMark.leave([member.mark() for member in held.select_related("section")])
    return held.delete()[0]


def _lists(subject: Subject) -> Iterable[Mapping[str, object]]:
    return ListImport.objects.filter(by=subject.person).values("kind", "file_name", "at")


def _forget_lists(subject: Subject) -> int:
    """The name that somebody gave to a file may be their own."""
    return ListImport.objects.filter(by=subject.person).update(file_name="")


def _versions(subject: Subject) -> Iterable[Mapping[str, object]]:
    return PageVersion.objects.filter(by=subject.person).values("page__slug", "number", "at")


keeper(
    StaffAccess,
    title=_("Access to the secretariat"),
    purpose=_("to open the secretariat's pages only to those who work there"),
    basis=_("the section's legitimate interest"),
    duration=_("as long as the section exists"),
    export=_accesses,
    forget=lambda subject: StaffAbsence.objects.filter(person=subject.person).delete()[0],
    also=(StaffAbsence,),
    kept=_("the dated line of each access, which then names nobody"),
)
keeper(
    SectionMember,
    title=_("Membership of the section"),
    purpose=_("to show you your number and remind you before your membership ends"),
    basis=_("your membership of the section"),
    duration=_("until some months after it ends; the parameters say how many"),
    export=_memberships,
    forget=_forget_memberships,
    kept=_("a mark that names nobody, so that no list brings you back"),
)
keeper(
    ListImport,
    title=_("Lists that you brought"),
    purpose=_("to know what was imported and when"),
    basis=_("the section's legitimate interest"),
    duration=_("the list itself a week at most; its date as long as the section exists"),
    export=_lists,
    forget=_forget_lists,
    kept=_("the date and the number of lines, without your name"),
)
keeper(
    PageVersion,
    title=_("Pages that you published"),
    purpose=_("to keep the history of the public pages"),
    basis=_("the section's legitimate interest"),
    duration=_("as long as the page exists"),
    export=_versions,
    forget=lambda subject: 0,
    kept=_("the text of the page, without your name"),
)
