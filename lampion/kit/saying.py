"""What a page says after a deed, with the button that undoes it."""

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Say `text` on the next page. undo: address that a POST undoes the deed at, or nothing."""
    messages.success(request, text, extra_tags=undo)
