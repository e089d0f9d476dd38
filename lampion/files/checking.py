"""What an upload is, by what is in it and not by what it says it is; and what of it is kept."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import puremagic
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from lampion.files import office, pdf
from lampion.files.office import NOT_ONE
from lampion.files.refusal import Refused

MOST_PIXELS = 40_000_000
MOST_BYTES = 20 * 1024 * 1024
LONGEST = 4000  # pixels a side: a page of paper photographed, and still to be read
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
TEXTS = {".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv"}
ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    **office.ENDINGS,
    **{kind: ending for ending, kind in TEXTS.items()},
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What is kept of an upload. width, height: of a picture, in pixels."""

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None

    @property
    def ending(self) -> str:
        return ENDINGS[self.media_type]


def check_document(upload: IO[bytes], name: str, *, most_bytes: int = MOST_BYTES) -> Checked:
    """Return what is kept of `upload`, without what runs, calls out or names somebody. Raises Refused."""
    raw = upload.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise Refused(too_large(most_bytes))
    if raw.startswith(b"%PDF-"):
        return Checked(pdf.cleaned(raw), "application/pdf")
    if raw.startswith(b"PK\x03\x04"):
        return Checked(raw, office.kind_of(raw))
    if _kind(raw) in PICTURES:
        return _picture(raw)
    return _text(raw, PurePosixPath(name).suffix.lower())


def too_large(most_bytes: int) -> str:
    return _("This file is larger than %(most)s MB.") % {"most": most_bytes // 1024 // 1024}


def decoded(raw: bytes) -> Image.Image:
    """Return a JPEG, PNG or WebP upright, as pixels alone. Raises Refused."""
    not_one = _("This file is not a picture (JPEG, PNG or WebP).")
    if _kind(raw) not in PICTURES:
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


def _kind(raw: bytes) -> str:
    try:
        return puremagic.from_string(raw[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return ""


def _picture(raw: bytes) -> Checked:
    kind = _kind(raw)
    picture = decoded(raw)
    picture.thumbnail((LONGEST, LONGEST))
    picture.info.clear()  # a profile may name its maker
    if kind == "image/jpeg":
        picture = picture.convert("RGB")
    out = io.BytesIO()
    picture.save(out, PICTURES[kind], quality=88)
    return Checked(out.getvalue(), kind, picture.width, picture.height)


def _text(raw: bytes, ending: str) -> Checked:
    """Plain text as UTF-8; a page or a drawing that runs is none, whatever its name says."""
    if ending not in TEXTS:
        raise Refused(NOT_ONE)
    try:
        said = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = raw.decode("cp1252", errors="replace")
    strange = any(sign < " " and sign not in "\t\r\n\f" for sign in said)
    if strange or said.lstrip()[:1] == "<":
        raise Refused(NOT_ONE)
    return Checked(said.encode(), TEXTS[ending])
