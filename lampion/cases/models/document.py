"""Papers and pictures of a case: each with those who may see it, its hour and its last day."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.models.case import Case
from lampion.files.actions import discard, store_checked
from lampion.files.checking import Checked
from lampion.files.models import StoredFile
from lampion.journal import models as journal
from lampion.people.models import Person


class Marking(models.TextChoices):
    """How the movement marks its documents (AI index)."""

    EXTERNAL = "external", _("EXTERNAL: whoever reads the case")
    INTERNAL = "internal", _("INTERNAL: the groups that adopted it, and the people we name")


class CaseDocumentQuerySet(models.QuerySet["CaseDocument"]):
    def there(self) -> CaseDocumentQuerySet:
        return self.filter(removed_at=None)

    def shown(self, at: datetime) -> CaseDocumentQuerySet:
        """Its hour has come and its last day has not passed."""
        today = timezone.localdate(at)
        opened = Q(embargo_until=None) | Q(embargo_until__lte=at)
        return self.there().filter(opened, Q(expires_on=None) | Q(expires_on__gte=today))


class CaseDocument(models.Model):
    """A paper about a case. index: as in "MDE 13/0041/2026". expires_on: the last day on which it is shown."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=150)
    index = models.CharField(_("AI index"), max_length=30, blank=True)
    marking = models.CharField(_("marking"), max_length=10, choices=Marking)
    version = models.CharField(_("version"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    expires_on = models.DateField(_("shown until"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = CaseDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def add(
        cls, case: Case, words: Mapping[str, Any], checked: Checked, *, by: Person, at: datetime
    ) -> CaseDocument:
        """Keep a paper. words: field -> value, without those that say whose it is."""
        file = store_checked(checked, by=by, at=at)
        made = cls.objects.create(case=case, file=file, by=by, at=at, **words)
        journal.write("added document of case", case, by=by, at=at, details={"document": made.pk})
        case.section.touch()
        return made

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """Nobody finds it any more; twice is once."""
        if CaseDocument.objects.filter(pk=self.pk, removed_at=None).update(removed_at=at):
            details = {"document": self.pk}
            journal.write("removed document of case", self.case, by=by, at=at, details=details)
            self.case.section.touch()


class Consent(models.TextChoices):
    """For whom the person, or their family, agreed that the picture is shown."""

    EVERYBODY = "everybody", _("everybody may see it")
    ADOPTERS = "adopters", _("only the groups that stand by the case")
    NOBODY = "nobody", _("nobody outside the secretariat")


class CasePictureQuerySet(models.QuerySet["CasePicture"]):
    def public(self) -> CasePictureQuerySet:
        return self.filter(consent=Consent.EVERYBODY)

    def of_adopters(self) -> CasePictureQuerySet:
        return self.exclude(consent=Consent.NOBODY)


class CasePicture(models.Model):
    """A picture of a case. agreed: who agreed, when and how. key: in its address."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pictures")
    key = models.CharField(max_length=22, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    alt = models.CharField(_("what it shows"), max_length=200)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    consent = models.CharField(_("who may see it"), max_length=10, choices=Consent)
    agreed = models.CharField(_("who agreed, when and how"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = CasePictureQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=Consent.NOBODY) | ~Q(agreed=""), name="shown_with_consent"
            )
        ]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("cases:picture", args=[self.key])

    @classmethod
    @transaction.atomic
    def add(
        cls, case: Case, words: Mapping[str, Any], file: StoredFile, *, by: Person, at: datetime
    ) -> CasePicture:
        """Keep a picture. words: alt, credit, consent, agreed."""
        key = secrets.token_urlsafe(16)
        made = cls.objects.create(case=case, key=key, file=file, by=by, at=at, **words)
        details = {"consent": made.consent}
        journal.write("added picture of case", case, by=by, at=at, details=details)
        case.section.touch()
        return made

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """The picture goes, with its bytes: a consent taken back is one at once."""
        case, file = self.case, self.file
        self.delete()
        discard(file)
        journal.write("removed picture of case", case, by=by, at=at)
        case.section.touch()
