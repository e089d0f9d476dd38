from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.journal.models import Record
from lampion.kit.registers import Subject, keeper


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    return Record.objects.filter(by=subject.person).values("verb", "subject", "at")


keeper(
    Record,
    title=_("Journal of deeds"),
    purpose=_("to show later who decided what, and when"),
    basis=_("the section's legitimate interest"),
    duration=_("as long as the section exists"),
    export=_export,
    forget=lambda subject: 0,
    kept=_("the deed and its moment: no line holds a name or an address"),
)
