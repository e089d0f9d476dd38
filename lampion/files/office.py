"""Documents and tables of office programs: which kind, and refused if they run, call out, or swell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from lampion.files.refusal import Refused

MOST_PARTS = 5000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_SWELLING = 150  # times; text swells thirty times, a bomb a thousand
SMALL = 2 * 1024 * 1024  # unpacked: what is smaller may be as dense as it likes
_OPEN = "application/vnd.oasis.opendocument."
_WORD = "application/vnd.openxmlformats-officedocument."
ENDINGS = {
    _OPEN + "text": ".odt",
    _OPEN + "spreadsheet": ".ods",
    _WORD + "wordprocessingml.document": ".docx",
    _WORD + "spreadsheetml.sheet": ".xlsx",
}
NOT_ONE = _(
    "This kind of file is not taken. Take a PDF, a picture (JPEG, PNG, WebP), a document or table of LibreOffice or Word and Excel (ODT, ODS, DOCX, XLSX), or plain text (TXT, MD, CSV)."
)
MACROS = _("This document holds a program (macros): save it without, or as a PDF.")
CALLS_OUT = _(
    "This document fetches something from elsewhere when it is opened: put the pictures into it, or save it as a PDF."
)
SWELLS = _("This file becomes far too large when it is opened.")
PROTECTED = _("This document opens only with a password: save it without one.")
BROKEN = _("This document is damaged: open it, and save it once more.")
# Parts by which documents run something; compared in small letters.
RUNS = ("vbaproject", "vbadata", "/activex/", "/embeddings/", "/macrosheets/", "/dialogsheets/")
RUNS_OPEN = ("basic/", "scripts/", "dialogs/")
FETCHES_OPEN = (
    "image",
    "object",
    "object-ole",
    "plugin",
    "floating-frame",
    "table-source",
    "dde-source",
)

WATCHED = {*FETCHES_OPEN, "encryption-data", "event-listener", "ddeLink", "oleLink"}
SAYS = {"ContentType", "TargetMode", "instr"}


def kind_of(raw: bytes) -> str:
    """Return the media type of an ODT, ODS, DOCX or XLSX that does nothing by itself. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            _measure(parts, len(raw))
            names = set(parts.namelist())
            if "mimetype" in names:
                return _open_document(parts)
            if "[Content_Types].xml" in names:
                return _word_document(parts)
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ):
        raise Refused(BROKEN) from None
    raise Refused(NOT_ONE)


def _measure(parts: zipfile.ZipFile, packed: int) -> None:
    """What a part says of its size binds: zipfile reads no byte beyond it."""
    unpacked = sum(part.file_size for part in parts.infolist())
    swells = unpacked > SMALL and unpacked > packed * MOST_SWELLING
    if len(parts.infolist()) > MOST_PARTS or unpacked > MOST_UNPACKED or swells:
        raise Refused(SWELLS)
    if any(part.flag_bits & 1 for part in parts.infolist()):
        raise Refused(PROTECTED)


def _word_document(parts: zipfile.ZipFile) -> str:
    names = [f"/{name.lower()}" for name in parts.namelist()]
    if any(mark in name for name in names for mark in RUNS):
        raise Refused(MACROS)
    types = _Reading(parts, "[Content_Types].xml").attributes("ContentType")
    if any("macroenabled" in one.lower() for one in types):
        raise Refused(MACROS)
    found = {one.removesuffix(".main+xml") for one in types} & ENDINGS.keys()
    if len(found) != 1:
        raise Refused(NOT_ONE)
    for name in parts.namelist():
        if name.lower().endswith(".rels"):
            _Reading(parts, name).refuse_relations()
        elif name.lower().endswith(".xml"):
            _Reading(parts, name).refuse_fields()
    return found.pop()


def _open_document(parts: zipfile.ZipFile) -> str:
    kind = parts.read("mimetype").decode("ascii", "replace").strip()
    if kind not in ENDINGS:
        raise Refused(NOT_ONE)
    if any(name.lower().startswith(RUNS_OPEN) for name in parts.namelist()):
        raise Refused(MACROS)
    for name in parts.namelist():
        if name.lower().endswith(".xml"):
            _Reading(parts, name).refuse_open()
    return kind


MOST_WATCHED = 50_000


class _Reading:
    """The elements of one part, in order: name without its space, attributes likewise, and the text in it."""

    def __init__(self, parts: zipfile.ZipFile, name: str) -> None:
        self.elements: list[tuple[str, Mapping[str, str]]] = []
        self._instructions: list[str] = []
        self._size = 0
        self._inside = ""
        reader = expat.ParserCreate(namespace_separator=" ")
        reader.buffer_text = True
        reader.StartElementHandler = self._start
        reader.CharacterDataHandler = self._said
        reader.StartDoctypeDeclHandler = self._declared
        reader.Parse(parts.read(name), True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside = _bare(name)
        plain = {_bare(key): value for key, value in attributes.items()}
        if self._inside in WATCHED or not SAYS.isdisjoint(plain):
            self._grow(1)
            self.elements.append((self._inside, plain))

    def _said(self, text: str) -> None:
        if self._inside in ("instrText", "fldSimple"):
            self._grow(len(text) // 100 + 1)
            self._instructions.append(text)

    def _grow(self, size: int) -> None:
        """A document has some hundred such things: one made to fill memory is refused before it does."""
        self._size += size
        if self._size > MOST_WATCHED:
            raise Refused(BROKEN)

    @property
    def instructions(self) -> str:
        return "".join(self._instructions)

    def _declared(self, *_what: object) -> None:
        raise Refused(BROKEN)  # no office program writes one, and it may swell or call out

    def attributes(self, name: str) -> list[str]:
        return [said[name] for _element, said in self.elements if name in said]

    def refuse_relations(self) -> None:
        """A link that somebody clicks may lead out; nothing else may."""
        for _element, said in self.elements:
            outside = said.get("TargetMode", "").lower() == "external"
            if outside and not said.get("Type", "").endswith("/hyperlink"):
                raise Refused(CALLS_OUT)

    def refuse_fields(self) -> None:
        """Fields that start a program or fetch a picture, and links to other programs' data."""
        typed = [self.instructions, *self.attributes("instr")]
        if any(mark in text.upper() for text in typed for mark in ("DDE", "INCLUDE")):
            raise Refused(CALLS_OUT)
        if any(element in ("ddeLink", "oleLink") for element, _said in self.elements):
            raise Refused(CALLS_OUT)

    def refuse_open(self) -> None:
        for element, said in self.elements:
            if element == "encryption-data":
                raise Refused(PROTECTED)
            if element == "event-listener":
                raise Refused(MACROS)
            target = said.get("href", "")
            if element == "dde-source" or (element in FETCHES_OPEN and _leads_out(target)):
                raise Refused(CALLS_OUT)


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


def _leads_out(target: str) -> bool:
    """Tell whether a target is not a part of the document itself."""
    return ":" in target or target.startswith(("/", "..", "\\"))
