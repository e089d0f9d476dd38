from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lampion.meetings.models.meeting import Meeting
from lampion.people.models import Person

BITS = 128


class TooLate(Exception):
    """The meeting has begun, or is cancelled."""


class NobodysProxy(ValueError):
    """A proxy is somebody else, who is invited too."""


class Answer(models.TextChoices):
    COMES = "comes", _("I am coming")
    ABSENT = "absent", _("I am not coming")
    PROXY = "proxy", _("I am not coming, somebody votes for me")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """That somebody is convened to a meeting, and what they answered; it may change until the meeting begins.

    token_hash: of the link in their mail. The token is made of our key, so that every mail carries the same link
    and the database alone opens nothing.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 until a mail is written
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    proxy = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("person__name_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_invitation_each"),
            models.CheckConstraint(
                condition=Q(answer="proxy", proxy__isnull=False)
                | (~Q(answer="proxy") & Q(proxy=None)),
                name="a_proxy_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(proxy=None) | ~Q(proxy=F("person")), name="nobody_is_their_own_proxy"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @classmethod
    def of_token(cls, token: str) -> models.QuerySet[Invitation]:
        known = cls.objects.filter(token_hash=_hash(token))
        return known.select_related("meeting__group__section", "person")

    def link(self) -> str:
        """Return the address at which the person answers without signing in."""
        made = salted_hmac("meetings.invitation", str(self.pk), algorithm="sha256").digest()
        token = urlsafe_b64encode(made[: BITS // 8]).decode().rstrip("=")
        if self.token_hash != _hash(token):
            self.token_hash = _hash(token)
            self.save(update_fields=["token_hash"])
        with override(self.person.language):
            return settings.SITE_URL + reverse("meetings:attendance", args=[token])

    @transaction.atomic
    def say(self, answer: str, *, at: datetime, proxy: Person | None = None) -> None:
        """Answer, or answer anew. Raises TooLate, NobodysProxy."""
        meeting = Meeting.objects.select_for_update().get(pk=self.meeting_id)
        if meeting.cancelled_at or at >= meeting.starts_at:
            raise TooLate
        if answer != Answer.PROXY:
            proxy = None
        elif proxy is None or proxy.pk == self.person_id:
            raise NobodysProxy
        self.answer, self.proxy, self.answered_at = answer, proxy, at
        self.save(update_fields=["answer", "proxy", "answered_at"])
