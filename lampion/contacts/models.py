from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person, normalise_email
from lampion.sections.models import Section


class Purpose(models.TextChoices):
    NEWS = "news", _("regular news and invitations")


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def in_force(self, section: Section, purpose: Purpose, language: str) -> ConsentText:
        """Return the newest words in `language`, else in French. Raises DoesNotExist if there are none."""
        texts = self.filter(section=section, purpose=purpose).order_by("-number")
        return section.kept(
            f"{purpose}:{language}",
            lambda: (
                texts.filter(language=language).first() or texts.filter(language="fr")[:1].get()
            ),
        )


class ConsentText(models.Model):
    """The exact words that a person agreed to; a change of words is a new row."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    language = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    words = models.TextField()
    since = models.DateTimeField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "purpose", "language", "number"], name="one_consent_text"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the words, in hexadecimal: proof that they are the ones shown."""
        return hashlib.sha256(self.words.encode()).hexdigest()

    @classmethod
    @transaction.atomic
    def publish(
        cls, section: Section, purpose: Purpose, language: str, words: str, *, at: datetime
    ) -> ConsentText:
        """Make `words` those asked from now on; the same words again are the same row."""
        Section.objects.select_for_update().get(pk=section.pk)
        texts = cls.objects.filter(section=section, purpose=purpose, language=language)
        last = texts.order_by("-number").first()
        if last and last.words == words:
            return last
        section.touch()
        number = last.number + 1 if last else 1
        return texts.create(
            section=section,
            purpose=purpose,
            language=language,
            number=number,
            words=words,
            since=at,
        )


class Contact(models.Model):
    """An address that we may know; what we may write to it is in its consents. Emptied, never deleted."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    email = models.EmailField(null=True)  # noqa: DJ001 NULL, so that emptied rows stay unique
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="fr")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "email"], name="one_contact_per_address"),
            models.CheckConstraint(condition=~Q(email=""), name="no_empty_contact_address"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @classmethod
    def known(
        cls, section: Section, email: str, *, first_name: str, last_name: str, language: str
    ) -> tuple[Contact, bool]:
        """Return the contact with this address, and whether it was made now because there was none."""
        names = {"first_name": first_name, "last_name": last_name, "language": language}
        return cls.objects.get_or_create(
            section=section, email=normalise_email(email), defaults=names
        )

    @transaction.atomic(savepoint=False)
    def agree(self, text: ConsentText, *, at: datetime, channel: str) -> Consent:
        """Write that these words were agreed to."""
        return self._say(text, Consent.Kind.GIVEN, at=at, channel=channel, by=None)

    @transaction.atomic
    def withdraw(self, text: ConsentText, *, at: datetime, channel: str) -> Consent:
        return self._say(text, Consent.Kind.WITHDRAWN, at=at, channel=channel, by=None)

    def _say(
        self, text: ConsentText, kind: str, *, at: datetime, channel: str, by: Person | None
    ) -> Consent:
        consent = Consent.objects.create(contact=self, text=text, kind=kind, at=at, channel=channel)
        journal.write(f"consent {kind}", self, by=by, at=at, details={"purpose": text.purpose})
        return consent

    def agrees_to(self, purpose: Purpose) -> bool:
        last = self.consents.filter(text__purpose=purpose).order_by("-at", "-pk").first()
        return last is not None and last.kind == Consent.Kind.GIVEN


class Consent(models.Model):
    """One line of the consent ledger: append only, no name, no address, only the key of its contact."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    channel = models.CharField(max_length=40)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.contact} {self.kind} {self.at:%Y-%m-%d}"
