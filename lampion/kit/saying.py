"""What a page says after a deed, with the button that undoes it."""

import re

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Say `text` on the next page. undo: address that a POST undoes the deed at, or nothing."""
    messages.success(request, text, extra_tags=undo)


# What XML and databases refuse; a line break pasted from a word processor is one of them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def printable(typed: str) -> str:
    """Return what was typed without control characters; lines and tabs stay."""
    return _UNPRINTABLE.sub(" ", typed)
