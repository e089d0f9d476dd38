from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.people.models.person import Person

LONGEST_NAME = 60


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    def of(self, person: Person) -> PasskeyQuerySet:
        return self.filter(person=person).order_by("made_at", "pk")


class Passkey(models.Model):
    """A key pair of which a person's telephone, computer or key holds the secret half. Here is the public one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # As browsers write it: base64url, without padding.
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_month = models.DateField()

    objects = PasskeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"passkey {self.pk}"

    def use(self, sign_count: int, *, at: datetime) -> None:
        """Note a proof. Only the month is kept: the day would say when somebody works."""
        self.sign_count, self.used_month = sign_count, month_of(at)
        self.save(update_fields=["sign_count", "used_month"])

    def rename(self, name: str) -> None:
        self.name = name
        self.save(update_fields=["name"])


def month_of(at: datetime) -> date:
    return timezone.localdate(at).replace(day=1)
