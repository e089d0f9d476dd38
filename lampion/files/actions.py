"""Keeps uploads: pictures for everybody, and papers for those whom the owning room lets in."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lampion.files.checking import Checked, check_document, decoded
from lampion.files.models import StoredFile
from lampion.files.refusal import Refused as Refused
from lampion.people.models import Person

MOST_BYTES = 8 * 1024 * 1024


def store_picture(
    upload: IO[bytes],
    *,
    by: Person | None,
    at: datetime,
    longest: int = 1600,
    is_public: bool = True,
) -> StoredFile:
    """Keep a JPEG, PNG or WebP as a WebP, at most `longest` pixels a side. Raises Refused.

    is_public: anybody with its address sees it; else only through the room that keeps it.
    """
    raw = upload.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(_("This picture is larger than 8 MB."))
    picture = decoded(raw)
    picture.thumbnail((longest, longest))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82)
    made = Checked(out.getvalue(), "image/webp", picture.width, picture.height)
    return _store(made, "" if is_public else "private/", is_public=is_public, by=by, at=at)


def store_document(upload: IO[bytes], name: str, *, by: Person | None, at: datetime) -> StoredFile:
    """Check a paper and keep it for a room that hands it out itself. Raises Refused."""
    return store_checked(check_document(upload, name), by=by, at=at)


def store_checked(checked: Checked, *, by: Person | None, at: datetime) -> StoredFile:
    return _store(checked, "private/", is_public=False, by=by, at=at)


def _store(
    checked: Checked, folder: str, *, is_public: bool, by: Person | None, at: datetime
) -> StoredFile:
    """The same bytes are kept once, however often they come."""
    sha256 = hashlib.sha256(checked.data).hexdigest()
    path = f"{folder}{sha256[:2]}/{sha256}{checked.ending}"
    if not default_storage.exists(path):
        # Another name, if somebody stored the same bytes in this moment.
        path = default_storage.save(path, ContentFile(checked.data))
    return StoredFile.objects.create(
        sha256=sha256,
        path=path,
        media_type=checked.media_type,
        size=len(checked.data),
        width=checked.width,
        height=checked.height,
        is_public=is_public,
        stored_at=at,
        by=by,
    )


def discard(file: StoredFile) -> None:
    """Forget a file that nothing shows any more; its bytes go with the last row that has them."""
    path = file.path
    file.delete()
    if not StoredFile.objects.filter(path=path).exists():
        transaction.on_commit(lambda: default_storage.delete(path))
