"""A PDF without what acts by itself, hides another file, or says who made it."""

from __future__ import annotations

import io

import pikepdf
from django.utils.translation import gettext_lazy as _

from lampion.files.refusal import Refused

MOST_DEPTH = 60
# What is done without being asked for, what holds other files, and what names people.
BANNED = frozenset(
    {
        "/AA", "/AF", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/LastModified", "/Metadata", "/OpenAction",
        "/PieceInfo", "/RichMediaContent", "/XFA",
    }
)  # fmt: skip
# Actions that run, open other files or programs, or send: an action to a page or a web address stays.
ACTIONS = frozenset(
    {
        "/GoTo3DView", "/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition",
        "/ResetForm", "/RichMediaExecute", "/Sound", "/SubmitForm",
    }
)  # fmt: skip
ANNOTATIONS = frozenset({"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"})


def cleaned(raw: bytes) -> bytes:
    """Return the PDF written anew without them. Raises Refused for what cannot be opened."""
    try:
        with pikepdf.open(io.BytesIO(raw)) as document:
            for thing in document.objects:
                _disarm(thing, 0)
            for page in document.pages:
                _drop_emptied(page.obj)
            for key in ("/Info", "/ID"):
                if key in document.trailer:
                    del document.trailer[key]
            if not len(document.pages):
                raise Refused(_("This PDF has no pages."))
            out = io.BytesIO()
            document.save(out, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Refused(_("This PDF opens only with a password: save it without one.")) from None
    except (pikepdf.PdfError, ValueError, RecursionError, RuntimeError, TypeError):
        raise Refused(
            _("This PDF is damaged: save it once more, or print it into a file.")
        ) from None
    return out.getvalue()


def _drop_emptied(page: pikepdf.Object) -> None:
    marks = page.get("/Annots")
    if isinstance(marks, pikepdf.Array):
        kept = [one for one in marks if isinstance(one, pikepdf.Dictionary) and len(one.keys())]
        page["/Annots"] = pikepdf.Array(kept)


def _disarm(thing: object, depth: int) -> None:
    """Empty what acts in an object and in all that lies directly in it; the rest are objects of their own."""
    if depth > MOST_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    for one in _inside(thing):
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Array)) and not one.is_indirect:
            _disarm(one, depth + 1)


def _inside(thing: object) -> list[object]:
    """Take what acts out of a dictionary, and return what is left in it, or in an array."""
    if isinstance(thing, pikepdf.Array):
        return list(thing)
    if not isinstance(thing, pikepdf.Dictionary):
        return []
    acts = _acts(thing)
    for key in list(thing.keys()):
        if acts or key in BANNED or _acts(thing[key]):
            del thing[key]
    return [thing[key] for key in thing.keys()]  # noqa: SIM118 not a dict of Python


def _acts(thing: object) -> bool:
    if not isinstance(thing, pikepdf.Dictionary):
        return False
    return str(thing.get("/S")) in ACTIONS or str(thing.get("/Subtype")) in ANNOTATIONS
