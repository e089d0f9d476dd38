"""One mail a day or a week about all that is new in one's groups, or none, as each person chooses."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Membership
from lampion.kit.tokens import keys_of, token
from lampion.people.models import Person

# The hour of the morning, where the groups live, from which it leaves; a weekly one on Monday, or on Tuesday if the
# machine slept.
MORNING = 7
_PURPOSE = "lampion.board.digest"
KEPT = timedelta(days=60)


class Rhythm(models.TextChoices):
    DAILY = "daily", _("every day on which there is something new")
    WEEKLY = "weekly", _("once a week, on Monday")
    NEVER = "never", _("never")


class DigestChoice(models.Model):
    """How often somebody wants the digest; who never chose gets it weekly."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"choice {self.pk}"

    @classmethod
    def of(cls, person: Person) -> str:
        chosen = cls.objects.filter(person=person).first()
        return chosen.rhythm if chosen else Rhythm.WEEKLY

    @classmethod
    def choose(cls, person: Person, rhythm: str, *, at: datetime) -> None:
        values = {"rhythm": rhythm, "at": at}
        cls.objects.update_or_create(person=person, defaults=values)


class DigestQuerySet(models.QuerySet["Digest"]):
    def last_of(self, person: Person) -> Digest | None:
        return self.filter(person=person).order_by("-at").first()


class Digest(models.Model):
    """That a person's news up to `at` were gathered for a period: there is one row for it, ever."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    period = models.CharField(max_length=12)
    at = models.DateTimeField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "period"], name="one_digest_per_period")
        ]
        indexes = [models.Index(fields=["at"], name="digests_by_age")]

    def __str__(self) -> str:
        return f"digest {self.pk}"

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(at__lt=at - KEPT).delete()[0]


def periods(at: datetime) -> dict[str, str]:
    """Return rhythm -> the period whose digest leaves at this moment; nothing at night."""
    local = timezone.localtime(at)
    if local.hour < MORNING:
        return {}
    found = {str(Rhythm.DAILY): local.strftime("%Y-%m-%d")}
    if local.isoweekday() <= 2:
        found[str(Rhythm.WEEKLY)] = local.strftime("%G-W%V")
    return found


def waiting_for(rhythm: str, period: str) -> models.QuerySet[Person]:
    """People of groups who want such a digest and have not had that of the period."""
    active = Membership.objects.active().filter(person=OuterRef("pk"))
    chosen = DigestChoice.objects.filter(person=OuterRef("pk"))
    had = Digest.objects.filter(person=OuterRef("pk"), period=period)
    people = Person.objects.filter(Exists(active), is_active=True, email__isnull=False)
    if rhythm == Rhythm.WEEKLY:
        people = people.exclude(Exists(chosen.exclude(rhythm=rhythm)))
    else:
        people = people.filter(Exists(chosen.filter(rhythm=rhythm)))
    return people.exclude(Exists(had)).order_by("pk")


def token_of(person: Person) -> str:
    """Return what stands in the links of a person's digests: signed, and good for nothing but the choice."""
    return token(_PURPOSE, person.pk)


def person_of(said: str) -> Person | None:
    keys = keys_of(said, _PURPOSE, 1)
    return Person.objects.filter(pk=keys[0], is_active=True).first() if keys else None


def way_out(person: Person) -> str:
    """Return the address at which a mail program stops the digest by one click (RFC 8058)."""
    return settings.SITE_URL + reverse("digest-one-click:one-click", args=[token_of(person)])
