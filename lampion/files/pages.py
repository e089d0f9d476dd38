"""A paper as pictures alone: a photograph upright, or each page of a PDF drawn; no text, place or maker stays."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import IO

import pikepdf
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image

from lampion.files import pdf
from lampion.files.checking import Checked, decoded, too_large
from lampion.files.drawing import MOST_SECONDS
from lampion.files.refusal import Refused

LONGEST = 2400  # pixels a side


def check_pages(upload: IO[bytes], *, most_bytes: int, most_pages: int) -> list[Checked]:
    """Return the pages of a photo (JPEG, PNG, WebP) or a PDF as WebP. Raises Refused."""
    raw = upload.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise Refused(too_large(most_bytes))
    if not raw.startswith(b"%PDF-"):
        return [_kept(decoded(raw))]
    cleaned = pdf.cleaned(raw)
    with pikepdf.open(io.BytesIO(cleaned)) as document:
        count = len(document.pages)
    if count > most_pages:
        raise Refused(_("This PDF has more than %(most)s pages.") % {"most": most_pages})
    return [_kept(decoded(_drawn(cleaned, page))) for page in range(1, count + 1)]


def _drawn(document: bytes, page: int) -> bytes:
    command = [sys.executable, "-m", "lampion.files.drawing", str(page)]
    try:
        done = subprocess.run(
            command, input=document, capture_output=True, timeout=2 * MOST_SECONDS, check=True,
            cwd=settings.BASE_DIR,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        raise Refused(_("This PDF cannot be drawn: take a photo of the sheet instead.")) from None
    return done.stdout


def _kept(picture: Image.Image) -> Checked:
    picture.thumbnail((LONGEST, LONGEST))
    plain, out = Image.new("RGB", picture.size, "white"), io.BytesIO()
    plain.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    plain.save(out, "WEBP", quality=80)
    return Checked(out.getvalue(), "image/webp", picture.width, picture.height)
