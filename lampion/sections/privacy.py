from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.sections.models import PageVersion, StaffAbsence, StaffAccess


def _accesses(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from StaffAccess.objects.filter(person=subject.person).values(
        "section__name", "scope", "starts_on", "ends_on"
    )
    yield from StaffAbsence.objects.filter(person=subject.person).values("starts_on", "ends_on")


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
    PageVersion,
    title=_("Pages that you published"),
    purpose=_("to keep the history of the public pages"),
    basis=_("the section's legitimate interest"),
    duration=_("as long as the page exists"),
    export=_versions,
    forget=lambda subject: 0,
    kept=_("the text of the page, without your name"),
)
