"""A mailing as it is read: on its page, in a mail, by whoever approves it."""

from __future__ import annotations

import hashlib
import json
import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from lampion.kit.markdown import to_html
from lampion.news.models import Mailing

_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")


def html_of(mailing: Mailing, top: int = 2, *, site: str = "") -> SafeString:
    """Return the text as safe HTML; a picture is named in it by its number. site: address before links to our own pages."""
    pictures = {
        str(picture.number): site + picture.file.get_absolute_url()
        for picture in mailing.pictures.select_related("file")
    }
    return mark_safe(to_html(mailing.body, top, pictures=pictures, site=site))


def text_of(mailing: Mailing) -> str:
    """Return the Markdown for those who read no HTML: it reads well as it is, pictures become their words."""
    return _PICTURE.sub(r"[\1]", mailing.body)


def fingerprint(mailing: Mailing) -> str:
    """SHA-256, in hexadecimal, of all that an approval is about: words, readers wished for, pictures."""
    said = [str(getattr(mailing, f"{name}_id", getattr(mailing, name))) for name in mailing.WRITTEN]
    said += [f"{one.number}:{one.file.sha256}" for one in mailing.pictures.select_related("file")]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def letter(mailing: Mailing, *, way_out: str) -> dict[str, str]:
    """Return subject, text and HTML of the mail; the same for each reader but for the way out."""
    with override(mailing.language):
        said = {
            "mailing": mailing,
            "language": mailing.language,
            "subject": mailing.subject,
            "html": html_of(mailing, site=settings.SITE_URL),
            "words": text_of(mailing),
            "page": settings.SITE_URL + mailing.get_absolute_url(),
            "way_out": way_out,
        }
        return {
            "subject": mailing.subject,
            "text": render_to_string("news/mail/mailing.txt", said).strip() + "\n",
            "html": render_to_string("news/mail/mailing.html", said),
        }
