"""The demo's mailbox: what the demo's mail server took. Never in production (see the settings)."""

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

SEPARATOR = b"-" * 79
MOST = 100


def _letters() -> list[tuple[str, EmailMessage]]:
    folder = Path(settings.DEMO_MAILBOX)
    if not settings.DEMO:
        raise Http404
    files = sorted(folder.glob("*.log"), reverse=True)[:MOST] if folder.exists() else []
    letters = []
    for file in files:
        parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
        for number, part in reversed(list(enumerate(parts))):
            letter = email.message_from_bytes(part.strip(), policy=default)
            if isinstance(letter, EmailMessage):
                letters.append((f"{file.stem}-{number}", letter))
    return letters


@login_not_required
@never_cache
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    letters = [
        {"name": name, "to": letter["To"], "subject": letter["Subject"], "date": letter["Date"]}
        for name, letter in _letters()
    ]
    return render(request, "mail/mailbox.html", {"letters": letters})


@login_not_required
@never_cache
@require_GET
def mailbox_letter(request: HttpRequest, name: str) -> HttpResponse:
    letter = dict(_letters()).get(name)
    if letter is None:
        raise Http404
    body = letter.get_body(("plain",))
    text = body.get_content() if body else ""
    return render(
        request,
        "mail/mailbox_letter.html",
        {"letter": letter, "text": text, "subject": letter["Subject"], "to": letter["To"]},
    )
