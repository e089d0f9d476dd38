from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lampion.kit.folding import fold
from lampion.kit.registers import attest
from lampion.people.models.openness import Openness


def normalise_email(address: str) -> str:
    return address.strip().casefold()


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, **fields: Any) -> Person:
        person = self.model(email=normalise_email(email) or None, **fields)
        person.set_unusable_password()
        person.save()
        return person

    def expected(self, email: str, *, first_name: str, last_name: str, language: str) -> Person:
        """Return the person with this address, made if there was none, for an invitation in `language`.

        Whoever signed in before keeps the own language.
        """
        person = self.with_email(email).first()
        if person is None:
            names = {"first_name": first_name, "last_name": last_name}
            return self.create_user(email, **names, language=language)
        if person.last_login is None and person.language != language:
            person.language = language
            person.save(update_fields=["language"])
        return person

    def create_many(self, people: Iterable[Person]) -> None:
        """Keep new people, made without an address that another one has."""
        made = list(people)
        for person in made:
            person.name_key = person.key()
            person.set_unusable_password()
        self.bulk_create(made, batch_size=500)

    def with_email(self, address: str) -> models.QuerySet[Person]:
        return self.filter(email=normalise_email(address), is_active=True)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=username)


class Person(AbstractBaseUser):
    """Somebody who may have an account. No username, no password: sign-in is by a code."""

    # NULL, so that several forgotten people stay unique.
    email = models.EmailField(gettext_lazy("e-mail"), null=True, unique=True)  # noqa: DJ001
    first_name = models.CharField(gettext_lazy("first name"), max_length=80, blank=True)
    last_name = models.CharField(gettext_lazy("last name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=170, blank=True, db_index=True)
    phone = models.CharField(gettext_lazy("phone"), max_length=30, blank=True)
    language = models.CharField(gettext_lazy("language"), max_length=5, default="fr")
    # Who reads what in a group. What nobody said is open to few.
    name_open = models.CharField(max_length=12, choices=Openness, default=Openness.RESPONSABLES)
    email_open = models.CharField(max_length=12, choices=Openness, default=Openness.RESPONSABLES)
    phone_open = models.CharField(max_length=12, choices=Openness, default=Openness.NOBODY)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"

    class Meta:
        ordering = ("name_key", "pk")
        constraints = [
            models.CheckConstraint(condition=~models.Q(email=""), name="no_empty_person_address")
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or _("somebody")

    def key(self) -> str:
        """Return what people are sorted and searched by."""
        return fold(f"{self.last_name} {self.first_name}")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = self.key()
        super().save(*args, **kwargs)

    @transaction.atomic
    def revise(self, changes: dict[str, str], *, by: Person, at: datetime) -> bool:
        """Set `changes` (field -> value) and attest which fields changed, not to what; says whether any did."""
        changed = sorted(name for name, value in changes.items() if getattr(self, name) != value)
        if not changed:
            return False
        for name in changed:
            setattr(self, name, changes[name])
        self.save()
        attest("changed own details", self, by=by, at=at, details={"fields": changed})
        return True

    def forget(self) -> None:
        """Empty everything that identifies the person; the row stays, so that records still add up."""
        self.email = None
        self.first_name = self.last_name = self.phone = ""
        self.language, self.last_login, self.is_active = "fr", None, False
        self.name_open = self.email_open = self.phone_open = Openness.NOBODY
        self.save()
