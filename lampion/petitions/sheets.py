"""Sheets on paper: the whole text of the petition, what becomes of one's data, and lines to sign."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lampion.kit.formats import local_date
from lampion.kit.typesetting import typeset
from lampion.petitions.models import Bundle, Petition, Sheet
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

TEMPLATE = Path(__file__).parent / "typst" / "sheet.typ"
_parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def text_sha256(petition: Petition, language: str) -> str:
    """Return the fingerprint of the words that people sign in this language."""
    said = petition.words(language)
    words = [petition.number, petition.addressee, said.title, said.text, said.ask]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def sheets_pdf(bundle: Bundle) -> bytes:
    """Return the PDF of all sheets of the bundle, in its language. Printed again, it has the same numbers."""
    with override(bundle.language):
        return typeset(TEMPLATE, sheets_data(bundle), language=bundle.language)


def sheets_data(bundle: Bundle) -> dict[str, Any]:
    """What the template reads, in the language that is set."""
    petition = bundle.petition
    said, section, on = petition.words(bundle.language), petition.section, timezone.localdate()
    age = Parameter.objects.value(section, Name.MINIMUM_AGE, on=on)
    where = [bundle.group.name if bundle.group else section.name, bundle.where()]
    published = petition.published_at or petition.made_at
    return {
        "section": section.name,
        "petition": _("Petition no. %(number)s") % {"number": petition.number},
        "title": said.title,
        "to_label": _("To:"),
        "to": petition.addressee,
        "paragraphs": paragraphs(said.text),
        "ask": paragraphs(said.ask),
        "lead": ngettext(
            "I sign this petition. I am at least %(age)s year old.",
            "I sign this petition. I am at least %(age)s years old.",
            age,
        )
        % {"age": age},
        "columns": ["", _("First name and name"), _("Locality"), _("Signature")],
        "lines": bundle.lines,
        "notice": {"title": _("What becomes of your data"), "facts": _notice(petition)},
        "give_back": _(
            "Whoever holds this sheet keeps it in sight, copies nothing, and gives it back soon. Lost? Say so at once."
        ),
        "sheet_label": _("Sheet"),
        "where": " · ".join(filter(None, where)),
        "version": _("Text of %(day)s, fingerprint %(hash)s")
        % {"day": local_date(published), "hash": bundle.text_sha256[:12]},
        "sheets": [_sheet(one) for one in bundle.sheets.select_related("petition")],
    }


def paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text in Markdown, each as its lines: words as they are read, without its signs."""
    found, marks = [], [""]
    for token in _parser.parse(text.replace("\0", "")):
        if token.type == "list_item_open":
            marks.append(f"{token.info}. " if token.info else "– ")
        elif token.type == "list_item_close":
            marks.pop()
        elif token.type in ("inline", "code_block", "fence"):
            said = _read_out(token.children) if token.children else token.content
            found.append((marks[-1] + said.strip("\n")).splitlines())
            marks[-1] = ""
    return [one for one in found if one]


def _read_out(tokens: Iterable[Token]) -> str:
    """The words of a line; an address behind words is written after them, as paper has no links."""
    said, address = "", ""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            said += "\n"
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            said += "" if address in said else f" ({address})"
        else:
            said += token.content
    return said


def sheet_address(sheet: Sheet) -> str:
    """What the square says: without a language, so that it stays right for as long as the paper does."""
    with override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + sheet.get_absolute_url()


def drawn(address: str) -> str:
    """Return the QR square of an address as SVG; it is still read with a fold or a coffee stain on it."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


def _sheet(sheet: Sheet) -> dict[str, str]:
    alt = _("QR square that leads to the page of sheet %(code)s") % {"code": sheet.code}
    return {"number": sheet.code, "qr": drawn(sheet_address(sheet)), "alt": alt}


def _notice(petition: Petition) -> list[list[str]]:
    section = petition.section
    days = Parameter.objects.value(section, Name.SHEET_DAYS, on=timezone.localdate())
    who = [section.legal_name or section.name, *section.address.splitlines()]
    contact = section.privacy_contact or section.public_email
    return [
        [_("Who answers for it:"), ", ".join(filter(None, [*who, contact])) + "."],
        [
            _("Why:"),
            _(
                "To count those who sign and hand over their number. By signing you agree to that, and to nothing else: nobody will write to you."
            ),
        ],
        [
            _("Who reads it:"),
            _(
                "Two of us count the lines, a third if they differ. For that we may photograph the sheet: the picture is sealed, and erased once we agree. Names are typed nowhere. The one to whom the petition goes gets the number and the text, not your name."
            ),
        ],
        [
            _("How long:"),
            ngettext(
                "The sheet is destroyed at the latest %(days)s day after its count. Only the number stays.",
                "The sheet is destroyed at the latest %(days)s days after its count. Only the number stays.",
                days,
            )
            % {"days": days},
        ],
        [
            _("Your rights:"),
            _(
                "Until then you may see your line, correct it or have it crossed out: write to us with the number of the sheet. You may also complain to the data protection authority of your country."
            ),
        ],
        *_online(petition),
    ]


def _online(petition: Petition) -> list[list[str]]:
    """Where everybody may sign it, if everybody may."""
    if not Petition.objects.public(timezone.now()).filter(pk=petition.pk).exists():
        return []
    with override(settings.LANGUAGE_CODE):
        page = settings.SITE_URL + reverse("petitions:short", args=[petition.number])
    return [[_("To sign without paper:"), page]]
