"""A mail as a page: made of its text when it leaves, so that the queue holds each word once."""

import re

from django.template.loader import render_to_string
from django.utils.translation import override

_LINK = re.compile(r"https?://\S+\Z")


def in_html(subject: str, text: str, language: str) -> str:
    with override(language):
        said = {"subject": subject, "blocks": _blocks(text), "language": language}
        return render_to_string("mail/letter.html", said)


def _blocks(text: str) -> list[dict[str, object]]:
    """Cut the text into paragraphs; a line that is only an address becomes a button."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return [{"text": block, "link": bool(_LINK.match(block.strip()))} for block in blocks]
