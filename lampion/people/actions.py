"""Verbs that cross rooms."""

from datetime import datetime

from django.db import transaction

from lampion.mail import actions as mail
from lampion.people.models import Person, SignInCode, Throttle
from lampion.people.models.sign_in import A_DAY


@transaction.atomic
def ask_for_code(email: str, language: str, *, at: datetime) -> str:
    """Mail a code to the person with this address, if there is one; return the secret of this browser.

    Known or not, or asked too often: the answer is the same.
    """
    person = Person.objects.with_email(email).first()
    within = Throttle.hit("sign-in-code", email, at=at, limit=A_DAY, per=86400)
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
