"""Letters on paper: A4 for an envelope with a window, in the language of whoever gets it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date

from lampion.kit.typesetting import typeset
from lampion.letters.models import Appeal

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"
_RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who stands on a letter: lines above, and the name below. Nobody: neither."""

    lines: tuple[str, ...] = ()
    signature: str = ""


NOBODY = Sender()


def letters_pdf(
    letters: Sequence[Mapping[str, Any]], *, title: str, language: str,
    labels: Iterable[str] = (),
) -> bytes:  # fmt: skip
    """Return one PDF of what `leaf` made, one page or more for each, and a sheet of labels."""
    data = {"title": title, "letters": letters, "labels": [_block(one) for one in labels]}
    return typeset(TEMPLATE, data, language=language)


def own_letter(appeal: Appeal, text: str, sender: Sender, *, on: date, copy: bool) -> bytes:
    """Return the letter of one writer, and if wished another for the embassy."""
    target = appeal.target
    embassy = target.embassy.strip() if copy else ""
    said: dict[str, Any] = {
        "text": text, "sender": sender, "language": appeal.language, "on": on,
    }  # fmt: skip
    named = embassy.splitlines()[:1]
    pages = [leaf(address=target.address, copy=named, **said)]
    if embassy:
        pages.append(leaf(address=embassy, copy=named, **said))
    return letters_pdf(pages, title=appeal.title, language=appeal.language)


def leaf(
    *, address: str, text: str, sender: Sender, language: str, on: date, copy: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a letter as the template reads it."""
    return {
        "language": language,
        "sender": [_line(one) for one in sender.lines],
        "address": _block(address),
        "date": format_date(on, "long", locale=language),
        "body": {"way": _way(text), "paragraphs": paragraphs(text)},
        "signature": _line(sender.signature),
        "copy": list(copy),
    }


def _block(text: str) -> list[dict[str, str]]:
    return [_line(one) for one in text.splitlines() if one.strip()]


def _line(text: str) -> dict[str, str]:
    return {"way": _way(text), "text": text}


def paragraphs(text: str) -> list[list[str]]:
    """Cut where a line is empty; inside, lines stay lines."""
    blocks = text.replace("\r\n", "\n").strip().split("\n\n")
    return [block.strip("\n").split("\n") for block in blocks if block.strip()]


def _way(text: str) -> str:
    """Return "rtl" if the first letter that has a direction is written from right to left, else "ltr"."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in _RIGHT_TO_LEFT:
            return "rtl"
        if direction == "L":
            return "ltr"
    return "ltr"
