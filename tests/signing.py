"""How tests come in by the front door, and what waits for them there."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp
from django.test import Client
from django.utils import timezone

from conftest import APP_SECRET
from lampion.journal.models import Record
from lampion.mail.models import Message
from lampion.people.models import AuthenticatorApp, Person


def code_by_mail(client: Client, email: str) -> str:
    client.post("/sign-in/", {"email": email})
    return last_code(email)


def last_code(email: str) -> str:
    text = Message.objects.filter(topic="sign-in", to_address=email).latest("pk").text
    return "".join(re.findall(r"\d{4} \d{4}", text)[0].split())


def with_code(person: Person, client: Client | None = None) -> Client:
    """Type the address and the code by mail; who has a second factor then stands half inside."""
    client = client or Client()
    client.post("/sign-in/code/", {"code": code_by_mail(client, person.email)})
    return client


def app_code(*, secret: str = APP_SECRET, at: datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(at or timezone.now())


def fully(person: Person) -> Client:
    """Sign in with code and app, a moment ago: whatever may be changed, may be changed.

    Several times within half a minute too: the step of the last code is forgotten.
    """
    client = with_code(person)
    AuthenticatorApp.objects.filter(person=person).update(last_step=0)
    client.post("/sign-in/second-step/", {"app_code": app_code()})
    return client


def notices() -> list[str]:
    """Return the texts of the mails about changed factors, oldest first."""
    return list(
        Message.objects.filter(topic="security").order_by("pk").values_list("text", flat=True)
    )


def deeds(person: Person) -> list[str]:
    """Return what the journal says that this person did, oldest first."""
    return list(Record.objects.filter(by=person).order_by("pk").values_list("verb", flat=True))
