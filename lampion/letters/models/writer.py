"""Whom a group may ask each month to write: its members who want to, and others who said yes in exact words."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lampion.groups.models import Group, Membership
from lampion.journal import models as journal
from lampion.kit.tokens import keys_of, token
from lampion.mail.actions import call_back
from lampion.people.models import Person

_PURPOSE = "lampion.letters.writer"


class How(models.TextChoices):
    """Where the yes was said."""

    ACCOUNT = "account", _("own account")
    LINK = "link", _("private link in a mail")
    PAPER = "paper", _("signed on paper")


class AlreadyThere(Exception):
    """This person, or this address, is in the network already."""


class WriterQuerySet(models.QuerySet["Writer"]):
    def there(self) -> WriterQuerySet:
        """Who has not left; of members of the group, only while they belong to it."""
        belongs = Membership.objects.active().filter(
            group=OuterRef("group"), person=OuterRef("person")
        )
        return self.filter(Q(person=None) | Exists(belongs), ended_at=None)

    def reachable(self, on: date) -> WriterQuerySet:
        """Who said yes, does not rest, and has where to be written to."""
        rests = Q(paused_until__gte=on)
        mail = Q(by_post=False, person__email__isnull=False) | Q(by_post=False) & ~Q(email="")
        return self.there().filter(mail | Q(by_post=True), ~rests, agreed_at__isnull=False)


class Writer(models.Model):
    """person: a member, whose name and e-mail are those of their account. by_post: letters on paper, by the group.

    agreed: the exact words of the yes. paused_until: the last day of a rest. Who leaves is emptied at once.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    own_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    by_post = models.BooleanField(default=False)
    agreed = models.TextField(blank=True)
    agreed_how = models.CharField(max_length=10, choices=How, blank=True)
    agreed_at = models.DateTimeField(null=True)
    paused_until = models.DateField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WriterQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="writes_once_for_a_group",
            ),
            models.UniqueConstraint(
                fields=["group", "email"],
                condition=Q(ended_at=None) & ~Q(email=""),
                name="one_writer_per_address",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | ~Q(agreed=""), name="writer_agreed_to_words"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(own_name="", email="", address=""),
                name="who_left_the_network_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return f"writer {self.pk}"

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.own_name

    @property
    def to(self) -> str:
        """The e-mail address to which letters go, or nothing."""
        return (self.person.email or "") if self.person else self.email

    @classmethod
    @transaction.atomic
    def join(
        cls, group: Group, person: Person, *, by_post: bool, address: str, words: str, at: datetime
    ) -> Writer:
        """A member says yes. Raises AlreadyThere."""
        Group.objects.select_for_update().get(pk=group.pk)
        if cls.objects.there().filter(group=group, person=person).exists():
            raise AlreadyThere
        cls.objects.filter(group=group, person=person, ended_at=None).update(
            ended_at=at, address=""
        )
        made = cls.objects.create(
            group=group, person=person, by_post=by_post, address=address, language=person.language,
            agreed=words, agreed_how=How.ACCOUNT, agreed_at=at, by=person, at=at,
        )  # fmt: skip
        journal.write("joined letter network", made, by=person, at=at)
        return made

    @classmethod
    @transaction.atomic
    def add(
        cls, group: Group, *, name: str, email: str, address: str, by_post: bool, language: str,
        by: Person, at: datetime,
    ) -> Writer:  # fmt: skip
        """Note somebody from outside; they are asked for nothing before they agree. Raises AlreadyThere."""
        Group.objects.select_for_update().get(pk=group.pk)
        held = cls.objects.filter(group=group, ended_at=None)
        if email and held.filter(Q(email=email) | Q(person__email=email)).exists():
            raise AlreadyThere
        made = cls.objects.create(
            group=group, own_name=name, email=email, address=address, by_post=by_post,
            language=language, by=by, at=at,
        )  # fmt: skip
        journal.write("noted letter writer", made, by=by, at=at)
        return made

    @transaction.atomic
    def agree(self, words: str, how: How, *, by: Person | None, at: datetime) -> None:
        """Say yes to these words; twice is once."""
        waiting = Writer.objects.filter(pk=self.pk, ended_at=None, agreed_at=None)
        if waiting.update(agreed=words, agreed_how=how, agreed_at=at):
            journal.write("letter writer agreed", self, by=by, at=at, details={"how": how})

    def pause(self, until: date | None, *, at: datetime) -> None:
        """Ask for nothing up to and with this day; None: write again."""
        Writer.objects.filter(pk=self.pk, ended_at=None).update(paused_until=until)
        if until:
            self._call_back(at)

    @transaction.atomic
    def leave(self, *, by: Person | None, at: datetime) -> None:
        """Nothing comes any more, also of what waits; name and addresses are emptied. Twice is once."""
        held = Writer.objects.filter(pk=self.pk, ended_at=None)
        if held.update(ended_at=at, own_name="", email="", address=""):
            self.refusals.all().delete()
            self._call_back(at)
            journal.write("left letter network", self, by=by, at=at)

    def _call_back(self, at: datetime) -> None:
        call_back(mail_key(self.pk), at=at)


def mail_key(writer: int, *more: int) -> str:
    """How the keys of all mails to a writer begin; with a round and a letter, the key of the one that asks for it."""
    return "-".join(["writer", *map(str, (writer, *more))]) + "-"


def token_of(writer: Writer) -> str:
    """Return what stands in the links of a writer's mails: signed, and good for nothing but their letters."""
    return token(_PURPOSE, writer.pk)


def writer_of(said: str) -> Writer | None:
    """Return who has this link and has not left."""
    keys = keys_of(said, _PURPOSE, 1)
    known = Writer.objects.there().select_related("group__section", "person")
    return known.filter(pk=keys[0]).first() if keys else None


def private_page(writer: Writer) -> str:
    with override(writer.language):
        return settings.SITE_URL + reverse("letters:writer", args=[token_of(writer)])


def way_out(writer: Writer) -> str:
    """Return the address at which a mail program stops the letters by one click (RFC 8058)."""
    return settings.SITE_URL + reverse("letters-one-click:one-click", args=[token_of(writer)])
