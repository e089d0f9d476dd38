"""Second factors come and go: each time one transaction, a lock on the person, a journal line and a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lampion.kit.access import require
from lampion.kit.registers import attest
from lampion.mail import actions as mail
from lampion.people.assurance import is_enrolled
from lampion.people.models import (
    AuthenticatorApp,
    FactorReset,
    Passkey,
    Person,
    RecoveryCode,
    Session,
)
from lampion.people.models.passkey import month_of
from lampion.people.models.session import hash_key
from lampion.people.rules import can_remove_factor


class AlreadyKnown(Exception):
    """This key is somebody's passkey already."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a browser answered, verified. credential_id in base64url; public_key in COSE."""

    credential_id: str
    public_key: bytes
    sign_count: int


@transaction.atomic
def add_passkey(
    person: Person, key: NewKey, name: str, *, session: str | None, at: datetime
) -> list[str]:
    """Keep the passkey. The first factor brings ten recovery codes, which are returned: shown once.

    session: key of the session that stays when the others end. Raises AlreadyKnown.
    """
    first = _hold(person)
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                person=person,
                name=name,
                credential_id=key.credential_id,
                public_key=key.public_key,
                sign_count=key.sign_count,
                made_at=at,
                used_month=month_of(at),
            )
    except IntegrityError:
        raise AlreadyKnown from None
    attest("added passkey", passkey, by=person, at=at)
    _tell(person, _("A passkey was added."))
    return _begin(person, session=session, at=at) if first else []


@transaction.atomic
def rename_passkey(passkey: Passkey, name: str, *, at: datetime) -> None:
    passkey.rename(name)
    attest("renamed passkey", passkey, by=passkey.person, at=at)
    _tell(passkey.person, _("A passkey was given another name."))


@transaction.atomic
def remove_passkey(passkey: Passkey, *, at: datetime) -> None:
    """Raises PermissionDenied, with the reason, for the last factor of who must have one."""
    person = passkey.person
    _hold(person)
    require(can_remove_factor(person, timezone.localdate(at)))
    attest("removed passkey", passkey, by=person, at=at)
    passkey.delete()
    _tell(person, _("A passkey was removed."))
    _end_if_last(person)


@transaction.atomic
def set_up_app(
    person: Person, secret: str, step: int, *, session: str | None, at: datetime
) -> list[str]:
    """Keep the secret whose code of `step` was typed; return recovery codes as `add_passkey` does."""
    first = _hold(person)
    app = AuthenticatorApp.install(person, secret, step, at=at)
    attest("set up authenticator app", app, by=person, at=at)
    _tell(person, _("An app that makes codes was set up."))
    return _begin(person, session=session, at=at) if first else []


@transaction.atomic
def remove_app(app: AuthenticatorApp, *, at: datetime) -> None:
    """Raises PermissionDenied, with the reason, for the last factor of who must have one."""
    person = app.person
    _hold(person)
    require(can_remove_factor(person, timezone.localdate(at)))
    attest("removed authenticator app", app, by=person, at=at)
    app.delete()
    _tell(person, _("The app that makes codes was removed."))
    _end_if_last(person)


@transaction.atomic
def renew_recovery_codes(person: Person, *, at: datetime) -> list[str]:
    _hold(person)
    codes = RecoveryCode.make(person, at=at)
    attest("made recovery codes", person, by=person, at=at)
    _tell(person, _("New recovery codes were made; the former ones are good no longer."))
    return codes


@transaction.atomic
def use_recovery_code(person: Person, typed: str, *, at: datetime) -> bool:
    """Say whether the code was good; its owner hears of it."""
    if not RecoveryCode.redeem(person, typed, at=at):
        return False
    attest("used recovery code", person, by=person, at=at)
    _tell(person, _("A recovery code was used."))
    return True


@transaction.atomic
def reset_factors(person: Person, *, by: Person | None, at: datetime) -> FactorReset:
    """Take all factors of a person who lost them, and sign them out everywhere. The database refuses one's own."""
    _hold(person)
    reset = FactorReset.objects.create(person=person, by=by, at=at)
    for model in (Passkey, AuthenticatorApp, RecoveryCode, Session):
        model.objects.filter(person=person).delete()
    attest("reset second factors", reset, by=by, at=at)
    _tell(person, _("The secretariat took away your passkeys, app and recovery codes."))
    return reset


def _hold(person: Person) -> bool:
    """Lock the person's row, so that factors change one after the other; say whether there is none yet."""
    Person.objects.select_for_update().get(pk=person.pk)
    return not is_enrolled(person)


def _begin(person: Person, *, session: str | None, at: datetime) -> list[str]:
    """From now on a code by mail is not enough: who came in with one before, elsewhere, is signed out."""
    kept = hash_key(session) if session else ""
    Session.objects.filter(person=person).exclude(key_hash=kept).delete()
    return RecoveryCode.make(person, at=at)


def _end_if_last(person: Person) -> None:
    if not is_enrolled(person):
        RecoveryCode.objects.filter(person=person).delete()


def _tell(person: Person, what: Promise) -> None:
    if not person.email:
        return
    with override(person.language):
        link = settings.SITE_URL + reverse("people:security")
    mail.queue(
        "people/mail/factor",
        to=person.email,
        language=person.language,
        topic="security",
        context={"person": person, "what": what, "link": link},
    )
