from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from cryptography.fernet import InvalidToken
from django.db import models, transaction

from lampion.people.models.person import Person
from lampion.people.sealing import seal, unseal

STEP_SECONDS = 30
# A telephone's clock may be a step early or late (RFC 6238, 5.2 and 6).
DRIFT = (0, -1, 1)


def new_secret() -> str:
    """Return 160 random bits in base 32, as apps want them."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step whose code this is, at most one away from now, or None."""
    now = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    right = [
        now + off
        for off in DRIFT
        if hmac.compare_digest(totp.generate_otp(now + off).encode(), code.encode())
    ]
    return right[0] if right else None


class AuthenticatorApp(models.Model):
    """The secret that a person's app makes codes from, sealed. The row exists once a first code was right."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    sealed = models.TextField()
    # A code works once: only a later step than this is accepted.
    last_step = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"authenticator app {self.pk}"

    @classmethod
    @transaction.atomic
    def install(cls, person: Person, secret: str, step: int, *, at: datetime) -> AuthenticatorApp:
        """Keep the secret whose code of `step` was just typed; a former app works no longer."""
        cls.objects.filter(person=person).delete()
        return cls.objects.create(person=person, sealed=seal(secret), last_step=step, made_at=at)

    @classmethod
    def accept(cls, person: Person, code: str, *, at: datetime) -> bool:
        """Say whether the code is right now, and was not used: of two at once, one is accepted."""
        app = cls.objects.filter(person=person).first()
        if app is None:
            return False
        try:
            secret = unseal(app.sealed)
        except InvalidToken:  # its key was thrown away: a recovery code helps
            return False
        step = step_of(secret, code, at=at)
        if step is None:
            return False
        # Sealed anew, so that an old key of LAMPION_KEYS can go one day.
        fresh = cls.objects.filter(pk=app.pk, last_step__lt=step)
        return bool(fresh.update(last_step=step, sealed=seal(secret)))
