from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.petitions.models.key import Secrets
from lampion.petitions.models.petition import Petition

# Two people may share a mailbox: each signs with their own name, and confirms from there.
MOST_OF_A_MAILBOX = 2


class NameUse(models.TextChoices):
    COUNTED = "counted", _("only count me")
    SHOWN = "shown", _("my name and locality may be shown to the one it goes to")


EMPTY: dict[str, Any] = {
    "address_mark": "", "name_mark": "", "domain_mark": "", "sealed": None, "wants_news": False,
    "use": NameUse.COUNTED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who signed, as it is sealed. consent: key of the words about regular news that were ticked, or None."""

    name: str
    email: str
    locality: str
    country: str
    language: str
    consent: int | None = None


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> SignatureQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def counted(self) -> SignatureQuerySet:
        """What the number is made of: confirmed, and not set aside."""
        return self.confirmed().filter(set_aside_at=None)

    def unconfirmed_since(self, before: datetime) -> SignatureQuerySet:
        return self.filter(confirmed_at=None, made_at__lt=before)


class Signature(models.Model):
    """One person under one petition. Who it is stands only in `sealed`; all else names nobody.

    address_mark, name_mark, domain_mark: keyed hashes, by which the same is known again while the key lives.
    month: its first day. place: of the gazetteer, or a country's code, for numbers of ten and more.
    set_aside_at: it does not count, and whoever signed is told no difference; set_aside_why: by what. The reason stays
    with what is let count again, so that this can be undone too.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+", db_index=False)
    address_mark = models.CharField(max_length=32, blank=True)
    nth = models.PositiveSmallIntegerField(default=1)
    name_mark = models.CharField(max_length=32, blank=True)
    domain_mark = models.CharField(max_length=32, blank=True)
    # The domain looks like another one: shown to the fraud desk, never merged with it.
    lookalike = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)
    use = models.CharField(max_length=8, choices=NameUse, default=NameUse.COUNTED)
    wants_news = models.BooleanField(default=False)
    month = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_why = models.CharField(max_length=20, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "address_mark", "nth"],
                condition=~Q(address_mark=""),
                name="one_signature_of_a_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(nth__gte=1, nth__lte=MOST_OF_A_MAILBOX), name="two_of_a_mailbox_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["petition", "made_at"], name="signatures_of_a_petition"),
            models.Index(
                fields=["made_at"], condition=Q(confirmed_at=None), name="unconfirmed_signatures"
            ),
            models.Index(
                fields=["petition", "id"],
                condition=Q(wants_news=True, confirmed_at__isnull=False, set_aside_at=None),
                name="signers_who_want_news",
            ),
            models.Index(
                fields=["petition", "set_aside_why"],
                condition=~Q(set_aside_why=""),
                name="signatures_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def mails_of_mailbox(self) -> str:
        """How the keys of all mails to its mailbox begin."""
        return f"signature:{self.petition_id}:{self.address_mark}:"

    @property
    def mails(self) -> str:
        """How the keys of its mails begin."""
        return f"{self.mails_of_mailbox}{self.pk}:"

    @property
    def bound_to(self) -> str:
        return f"signature|{self.petition_id}|{self.address_mark}|{self.nth}"

    def close_up(self, identity: Identity, key: Secrets) -> None:
        self.sealed = key.seal(asdict(identity), self.bound_to)

    def identity(self, key: Secrets) -> Identity:
        """Raises KeyDestroyed."""
        return Identity(**key.unseal(bytes(self.sealed or b""), self.bound_to))

    def empty(self) -> None:
        """Only the number stays: month, group and stand."""
        day = timezone.make_aware(datetime.combine(self.month, time.min))
        moments = {"made_at": day, "confirmed_at": day}
        Signature.objects.filter(pk=self.pk).update(**EMPTY, place="", **moments)

    @property
    def counts(self) -> bool:
        return self.confirmed_at is not None and self.set_aside_at is None


def month_of(day: date) -> date:
    return day.replace(day=1)
