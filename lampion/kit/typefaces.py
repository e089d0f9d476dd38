"""Typefaces for scripts that Typst's own does not know, made of npm's web fonts when a document first needs them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import typst
from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

Ranges = tuple[tuple[int, int], ...]
# Folder of a package -> how its files are called. The first that has a letter sets it.
PACKAGES = {
    "@fontsource/noto-naskh-arabic": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-devanagari": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-bengali": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-armenian": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-georgian": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-thai": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-myanmar": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-ethiopic": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-tamil": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-sinhala": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-khmer": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-lao": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-gujarati": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-gurmukhi": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-oriya": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-telugu": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-kannada": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-malayalam": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-thaana": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-syriac": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-tifinagh": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-nko": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-sans-adlam": "{name}-{part}-400-normal.woff2",
    "@fontsource/noto-serif-tibetan": "{name}-{part}-400-normal.woff2",
    "@fontsource-variable/noto-sans-kr": "{name}-{part}-wght-normal.woff2",
    "@fontsource-variable/noto-sans-sc": "{name}-{part}-wght-normal.woff2",
    "@fontsource-variable/noto-emoji": "{name}-{part}-wght-normal.woff2",
}
# Of this one the Korean letters alone: Chinese and Japanese words are set in one hand.
_ONLY = {
    "@fontsource-variable/noto-sans-kr": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xD7FF))
}
# What Libertinus Serif sets by itself: Latin, Greek, Cyrillic, Hebrew, and the signs between words.
_KNOWN = ((0x0000, 0x052F), (0x0590, 0x05FF), (0x1D00, 0x20CF))
_ALL: Ranges = ((0, 0x10FFFF),)
_PARTS_HELD = 64
# A change of what is made of the web fonts makes them anew.
_EDITION = "2"


@lru_cache(maxsize=_PARTS_HELD)
def _fonts(folders: frozenset[Path]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=sorted(folders))


def fonts_for(text: str) -> typst.Fonts:
    """Return the fonts that set `text`: Typst's own and, of each other script, the parts that it needs."""
    strange = {sign for sign in set(text) if not _within(ord(sign), _KNOWN)}
    files = {part for part in map(_part_of, sorted(strange)) if part is not None}
    return _fonts(frozenset(_made(part) for part in files))


def _within(code: int, ranges: Ranges) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _part_of(sign: str) -> Path | None:
    """Return the web font that has the sign, or nothing."""
    return _index().get(ord(sign))


@lru_cache(maxsize=1)
def _index() -> dict[int, Path]:
    """Sign -> the file that has it, as the packages say; read once, when a first document needs it."""
    found: dict[int, Path] = {}
    for package, called in PACKAGES.items():
        folder, wanted = settings.NODE_DIR / package, _ONLY.get(package, _ALL)
        for part, said in json.loads((folder / "unicode.json").read_text("utf-8")).items():
            if part.startswith("latin"):
                continue
            name = called.format(name=folder.name, part=part.strip("[]"))
            for code in _codes(said):
                if _within(code, wanted):
                    found.setdefault(code, folder / "files" / name)
    return found


def _codes(said: str) -> Iterator[int]:
    """Read "U+600-6FF,U+204F"."""
    for one in said.split(","):
        first, _dash, last = one.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _made(web_font: Path) -> Path:
    """Return the folder with the TrueType file of `web_font`, which is made once and kept under var."""
    version = json.loads((web_font.parents[1] / "package.json").read_text("utf-8"))["version"]
    folder: Path = settings.VAR_DIR / "fonts" / f"{web_font.stem}-{version}-{_EDITION}"
    made = folder / "font.ttf"
    if not made.exists():
        folder.mkdir(parents=True, exist_ok=True)
        font = TTFont(web_font)
        if "fvar" in font:
            font = instantiateVariableFont(font, {"wght": 400})
        _rename(font, f"L {crc32(web_font.stem.encode())}")
        font.flavor = None
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as out:
            font.save(out)
        os.replace(name, made)
    return folder


def _rename(font: TTFont, family: str) -> None:
    """A family of its own for each part: Typst takes one file for a face.

    Of two faces that have a letter it takes the one with the shorter name: else it would set Devanagari, Armenian and
    Georgian in New Computer Modern, which it carries, and which joins no letters of Devanagari.
    """
    for record in list(font["name"].names):
        if record.nameID in (1, 4, 16):
            font["name"].setName(
                family, record.nameID, record.platformID, record.platEncID, record.langID
            )
