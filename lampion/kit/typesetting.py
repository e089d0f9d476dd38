"""Documents on paper: a room's template (Typst) and plain values become a PDF. Decision 14."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from lampion.kit.typefaces import fonts_for

# Typst speaks of them in the file that it makes: what a screen reader needs to read it aloud.
STANDARD: Literal["ua-1"] = "ua-1"


def typeset(template: Path, data: Mapping[str, Any], *, language: str) -> bytes:
    """Return the PDF (PDF/UA-1) that `template` makes of `data`, which it reads as JSON.

    Words are values there, never markup: nothing that somebody typed is read as a command. The template reads
    files of its own folder alone. language: of the document, as a code of ISO 639; one that is written from right
    to left is set so. With letters that no typeface of ours knows (docs/decisions/0014) it is a PDF with empty
    boxes in their place, which PDF/UA does not allow.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "language": language}
    try:
        return _compile(template, inputs, STANDARD)
    except typst.TypstError:
        return _compile(template, inputs, None)


def _compile(template: Path, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        ignore_system_fonts=True,
        font_paths=fonts_for(inputs["data"]),
    )
