"""Keeps uploaded pictures: sniffed, decoded, encoded anew."""

from __future__ import annotations

import hashlib
import io
import warnings
from datetime import datetime
from typing import IO

import puremagic
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from lampion.files.models import StoredFile
from lampion.people.models import Person

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
KINDS = {"image/jpeg", "image/png", "image/webp"}


class Refused(Exception):
    """The upload is not what it should be; `reason` can be read by a person."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


def store_picture(
    upload: IO[bytes], *, by: Person | None, at: datetime, longest: int = 1600
) -> StoredFile:
    """Keep a JPEG, PNG or WebP as a public WebP, at most `longest` pixels a side. Raises Refused."""
    raw = upload.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(_("This picture is larger than 8 MB."))
    picture = _decoded(raw)
    picture.thumbnail((longest, longest))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82)
    data = out.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{sha256[:2]}/{sha256}.webp"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return StoredFile.objects.create(
        sha256=sha256,
        path=path,
        media_type="image/webp",
        size=len(data),
        width=picture.width,
        height=picture.height,
        is_public=True,
        stored_at=at,
        by=by,
    )


def discard(file: StoredFile) -> None:
    """Forget a file that nothing shows any more; its bytes go with the last row that has them."""
    path = file.path
    file.delete()
    if not StoredFile.objects.filter(path=path).exists():
        transaction.on_commit(lambda: default_storage.delete(path))


def _decoded(raw: bytes) -> Image.Image:
    not_one = _("This file is not a picture (JPEG, PNG or WebP).")
    try:
        kind = puremagic.from_string(raw, mime=True)
    except (puremagic.PureError, ValueError):
        raise Refused(not_one) from None
    if kind not in KINDS:
        raise Refused(not_one)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=["JPEG", "PNG", "WEBP"])
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(_("This picture has too many pixels."))
            clear = "A" in picture.getbands() or "transparency" in picture.info
            return ImageOps.exif_transpose(picture).convert("RGBA" if clear else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refused(not_one) from None
