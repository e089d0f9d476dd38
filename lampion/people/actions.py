"""Verbs that cross rooms."""

from datetime import datetime

from django.db import transaction

from lampion.mail import actions as mail
from lampion.people.models import Person, SignInCode, Throttle
from lampion.people.models.person import normalise_email
from lampion.people.models.sign_in import OF_KNOWN, OF_STRANGERS


@transaction.atomic
def ask_for_code(email: str, language: str, *, at: datetime, known: str = "") -> str:
    """Mail a code to the person with this address, if there is one; return the secret of this browser.

    known: by what whoever asks differs from a stranger, who only types an address: their count is their own.
    Known or not, or asked too often: the answer is the same.
    """
    person = Person.objects.with_email(email).first()
    client = f"{normalise_email(email)}|{known}"
    most, seconds = OF_KNOWN if known else OF_STRANGERS
    within = Throttle.hit("sign-in-code", client, at=at, limit=most, per=seconds)
    browser, code = SignInCode.ask(person if within else None, at=at)
    if person and person.email and within:
        spaced = f"{code[:4]} {code[4:]}"
        mail.queue(
            "people/mail/code",
            to=person.email,
            language=language,
            topic="sign-in",
            context={"code": spaced},
        )
    return browser
