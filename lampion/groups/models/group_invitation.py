from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lampion.groups.models.group import Group
from lampion.groups.models.membership import AlreadyMember, Circle, Membership
from lampion.journal import models as journal
from lampion.mail import actions as mail
from lampion.people.models import Person

# How long somebody may answer, and how long afterwards the group knows that they were asked.
LIFE, KEPT = timedelta(days=30), timedelta(days=30)


class AlreadyInvited(Exception):
    """An invitation to this person waits for an answer."""


class Reply(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    CALLED_OFF = "called-off", _("called off")
    EXPIRED = "expired", _("expired")


class GroupInvitationQuerySet(models.QuerySet["GroupInvitation"]):
    def open(self, at: datetime) -> GroupInvitationQuerySet:
        """Not answered, called off or over; into a closed group nobody is led."""
        still = self.filter(ended_at=None, expires_at__gt=at, person__is_active=True)
        return still.filter(group__in=Group.objects.public())

    def by_token(self, token: str, at: datetime) -> GroupInvitationQuerySet:
        """The one of the link in a mail, also once it is answered; not when it was called off or is over."""
        answered = Q(ended_at=None) | Q(reply__in=(Reply.ACCEPTED, Reply.DECLINED))
        usable = self.filter(answered, expires_at__gt=at, person__is_active=True)
        return usable.filter(token_hash=_hash(token))


class GroupInvitation(models.Model):
    """That a group asks somebody to join it. They are a member once they accept, and nothing before."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    circle = models.CharField(max_length=10, choices=Circle)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reply = models.CharField(max_length=10, choices=Reply, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = GroupInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ended_at=None),
                name="one_open_invitation_to_a_group",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, reply="") | (Q(ended_at__isnull=False) & ~Q(reply="")),
                name="an_ended_invitation_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @classmethod
    @transaction.atomic
    def send(
        cls, group: Group, person: Person, *, circle: str, by: Person, at: datetime
    ) -> GroupInvitation:
        """Mail a link by which they accept or decline. Raises AlreadyMember, AlreadyInvited."""
        Group.objects.select_for_update().get(pk=group.pk)
        if Membership.objects.active().filter(group=group, person=person).exists():
            raise AlreadyMember
        waiting = cls.objects.filter(group=group, person=person, ended_at=None)
        waiting.filter(expires_at__lte=at).update(reply=Reply.EXPIRED, ended_at=at)
        if waiting.exists():
            raise AlreadyInvited
        token = secrets.token_urlsafe(16)
        made = cls.objects.create(
            group=group,
            person=person,
            circle=circle,
            token_hash=_hash(token),
            by=by,
            at=at,
            expires_at=at + LIFE,
        )
        journal.write("invited", made, by=by, at=at)
        made._mail(token)
        return made

    def _mail(self, token: str) -> None:
        with override(self.person.language):
            link = settings.SITE_URL + reverse("groups:invitation", args=[token])
        mail.queue(
            "groups/mail/invitation",
            to=self.person.email or "",
            language=self.person.language,
            topic="invitation",
            context={"person": self.person, "by": self.by, "group": self.group, "link": link},
            key=f"group-invitation:{self.pk}:",
        )

    @transaction.atomic
    def accept(self, *, at: datetime) -> None:
        """Become a member; twice is once, and what was declined or called off stays so."""
        if not self._end(Reply.ACCEPTED, at=at):
            return
        try:
            with transaction.atomic():
                Membership.welcome(
                    self.group,
                    self.person,
                    by=self.person,
                    on=timezone.localdate(at),
                    circle=self.circle,
                )
        except AlreadyMember:  # came in by another door meanwhile
            return

    @transaction.atomic
    def decline(self, *, at: datetime) -> None:
        """Say no; nobody asks why."""
        self._end(Reply.DECLINED, at=at)

    @transaction.atomic
    def call_off(self, *, by: Person, at: datetime) -> None:
        if self._end(Reply.CALLED_OFF, at=at):
            mail.call_back(f"group-invitation:{self.pk}:", at=at)
            journal.write("called off invitation", self, by=by, at=at)

    def _end(self, reply: Reply, *, at: datetime) -> bool:
        """Whoever is first ends it."""
        still = GroupInvitation.objects.open(at).filter(pk=self.pk)
        return bool(still.update(reply=reply, ended_at=at))

    @classmethod
    def sweep(cls, at: datetime) -> int:
        """Forget whom the group asked, a month after it could be answered last."""
        return cls.sweep_on(timezone.localdate(at))

    @classmethod
    def sweep_on(cls, on: date) -> int:
        return cls.objects.filter(expires_at__date__lt=on - KEPT).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
