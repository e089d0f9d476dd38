from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F

from lampion.people.models.person import Person

LIFE = timedelta(minutes=10)
TRIES = 5
# Codes for one address, in so many seconds. All strangers together may try 160 of 100,000,000 codes a day, and
# keep nobody away for longer than three hours; whoever is known by something else than the address has their own ten.
OF_STRANGERS, OF_KNOWN = (4, 3 * 3600), (10, 24 * 3600)


def _hash(browser: str, code: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{browser}|{code}".encode(), "sha256").hex()


class SignInCode(models.Model):
    """Eight digits mailed to a person: ten minutes, five tries, one use, only in the browser that asked.

    After OWASP ASVS 5.0, 6.5.5 (ten minutes at most) and 6.6.3 (tries are limited).
    """

    browser_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    code_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in code {self.pk}"

    @classmethod
    def ask(cls, person: Person | None, *, at: datetime) -> tuple[str, str]:
        """Return (browser secret, code). For an unknown address the row is the same, its code fits nobody."""
        browser, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**8):08d}"
        cls.objects.create(
            browser_hash=hashlib.sha256(browser.encode()).hexdigest(),
            person=person,
            code_hash=_hash(browser, code),
            asked_at=at,
        )
        return browser, code

    @classmethod
    @transaction.atomic
    def redeem(cls, browser: str, code: str, *, at: datetime) -> Person | None:
        """Return whom the code signs in, once; None when it is wrong, late, used or tried too often."""
        asked = cls.objects.select_for_update(of=("self",)).filter(
            browser_hash=hashlib.sha256(browser.encode()).hexdigest(),
            asked_at__gt=at - LIFE,
            used_at=None,
            tries__lt=TRIES,
        )
        found = asked.select_related("person").first()
        if found is None:
            return None
        cls.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
        if not hmac.compare_digest(found.code_hash, _hash(browser, code)):
            return None
        if found.person is None or not found.person.is_active:
            return None
        cls.objects.filter(pk=found.pk).update(used_at=at)
        return found.person

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(asked_at__lt=at - timedelta(days=1)).delete()[0]
