from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import override

from lampion.mail import actions as mail
from lampion.people.models.person import Person

LIFE = timedelta(days=30)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, token: str, at: datetime) -> InvitationQuerySet:
        hashed = hashlib.sha256(token.encode()).hexdigest()
        return self.filter(token_hash=hashed, expires_at__gt=at, person__is_active=True)


class Invitation(models.Model):
    """A link by mail that says: there is a place for you. It signs nobody in, it leads to the code."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @classmethod
    @transaction.atomic
    def send(cls, person: Person, *, by: Person | None, at: datetime, reason: str) -> Invitation:
        """Mail a link of 128 random bits, valid for thirty days; `reason` names the group or section."""
        token, invitation = cls.make(person, by=by, at=at)
        with override(person.language):
            link = settings.SITE_URL + reverse("people:invitation", args=[token])
        mail.queue(
            "people/mail/invitation",
            to=person.email or "",
            language=person.language,
            topic="invitation",
            context={"person": person, "by": by, "reason": reason, "link": link},
            key=f"invitation:{invitation.pk}",
        )
        return invitation

    @classmethod
    def make(cls, person: Person, *, by: Person | None, at: datetime) -> tuple[str, Invitation]:
        token = secrets.token_urlsafe(16)
        hashed = hashlib.sha256(token.encode()).hexdigest()
        made = cls.objects.create(
            person=person, token_hash=hashed, by=by, at=at, expires_at=at + LIFE
        )
        return token, made

    def accept(self, at: datetime) -> None:
        if self.accepted_at is None:
            self.accepted_at = at
            self.save(update_fields=["accepted_at"])
