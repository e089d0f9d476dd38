"""Uploads for the papers of a group, under the limits of its section."""

from __future__ import annotations

from datetime import datetime

from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.files.checking import check_document
from lampion.files.refusal import Refused
from lampion.groups.models import Document, Folder, Full, Group, Version
from lampion.groups.models.document import MEGABYTE
from lampion.people.models import Person
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name


def most_of_a_file(group: Group) -> int:
    """Bytes that one document may have today."""
    today = timezone.localdate()
    return Parameter.objects.value(group.section, Name.FILE_MB, on=today) * MEGABYTE


def most_of_a_group(group: Group) -> int:
    """Bytes that all papers of the group may have today."""
    today = timezone.localdate()
    return Parameter.objects.value(group.section, Name.GROUP_MB, on=today) * MEGABYTE


def add_upload(
    group: Group,
    upload: File[bytes],
    *,
    by: Person,
    at: datetime,
    audience: str,
    folder: Folder | None = None,
) -> Document:
    """Check an upload and keep it as a document under its own name. Raises Refused."""
    name = upload.name or ""
    checked = check_document(upload, name, most_bytes=most_of_a_file(group))
    most = most_of_a_group(group)
    try:
        return Document.add(
            group, name, checked, by=by, at=at, most_bytes=most, audience=audience, folder=folder
        )
    except Full:
        raise Refused(no_room()) from None


def renew_with_upload(
    document: Document, upload: File[bytes], *, by: Person, at: datetime
) -> Version:
    """Check an upload and keep it as the newest version. Raises Refused."""
    group = document.group
    checked = check_document(upload, upload.name or "", most_bytes=most_of_a_file(group))
    try:
        return document.renew(checked, by=by, at=at, most_bytes=most_of_a_group(group))
    except Full:
        raise Refused(no_room()) from None


def no_room() -> str:
    return _("The group has no room left: remove documents, or ask the secretariat for more.")
