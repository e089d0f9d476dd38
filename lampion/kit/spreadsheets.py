"""Tables that people bring and take: CSV and XLSX, read with limits, written so that no cell is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tablib
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARKED = tuple(f"'{sign}" for sign in _FORMULA)


class Unreadable(Exception):
    """The file is not a table we can read; `reason` can be read by a person."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Table:
    """rows: (line of the file, from 1, as a person counts; cells without spaces around them)."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(raw: bytes) -> Table:
    """Read a CSV or XLSX file by what it holds, whatever its name. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 8 MB."))
    lines = _xlsx(raw) if raw[:4] == b"PK\x03\x04" else _csv(raw)
    filled = [(number, _trimmed(cells)) for number, cells in lines if any(cells)]
    if not filled:
        raise Unreadable(_("This file is empty."))
    if len(filled) - 1 > MOST_ROWS:
        raise Unreadable(_("This file has more than 20,000 lines."))
    if max(len(cells) for _number, cells in filled) > MOST_COLUMNS:
        raise Unreadable(_("This file has more than 60 columns."))
    return Table(headers=filled[0][1], rows=filled[1:])


def _trimmed(cells: list[str]) -> list[str]:
    last = max(at for at, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _csv(raw: bytes) -> list[tuple[int, list[str]]]:
    if b"\0" in raw:
        raise Unreadable(_("This is not a CSV or XLSX file."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = []
    try:
        before = 0
        for cells in reader:
            lines.append((before + 1, [_clean(cell) for cell in cells]))
            before = reader.line_num
    except csv.Error:
        reason = gettext("Line %(line)d of this file cannot be read: a quotation mark is missing.")
        raise Unreadable(reason % {"line": before + 1}) from None
    return lines


def _xlsx(raw: bytes) -> list[tuple[int, list[str]]]:
    broken = _("This XLSX file is broken, or is not one.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            if unpacked > MOST_UNPACKED or len(packed.infolist()) > 2000:
                raise Unreadable(_("This XLSX file unpacks to far too much."))
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return [
            (number, [_clean(_said(value)) for value in values])
            for number, values in enumerate(
                sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1),
                start=1,
            )
        ]
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 openpyxl raises whatever a broken file makes it stumble on
        raise Unreadable(broken) from None


def _said(value: object) -> str:
    """A spreadsheet gives 1348.0 for 1348, and nothing for an empty cell."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _clean(cell: str) -> str:
    cell = cell.replace("\0", "").strip()[:LONGEST_CELL]
    return cell[1:] if cell.startswith(_MARKED) else cell


def _inert(value: object) -> object:
    """A cell that begins like a formula is written after an apostrophe, and read back without it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _dataset(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> tablib.Dataset:
    return tablib.Dataset(*[[_inert(cell) for cell in row] for row in rows], headers=headers)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """With a byte order mark and semicolons, as the spreadsheets of French and Dutch computers expect."""
    text: str = _dataset(headers, rows).export("csv", delimiter=";")
    return text.encode("utf-8-sig")


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    packed: bytes = _dataset(headers, rows).export("xlsx")
    return packed


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Ending of a file -> what writes it, and its media type.
WRITERS = {"csv": (write_csv, "text/csv; charset=utf-8"), "xlsx": (write_xlsx, _XLSX)}
