from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.files.models import StoredFile
from lampion.kit.registers import Subject, keeper


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    return StoredFile.objects.filter(by=subject.person).values("media_type", "size", "stored_at")


keeper(
    StoredFile,
    title=_("Files that you added"),
    purpose=_("to show the groups on their pages, and to keep their papers"),
    basis=_("the section's legitimate interest"),
    duration=_("as long as the page or the document exists"),
    export=_export,
    forget=lambda subject: 0,
    kept=_("the file itself, without your name"),
)
