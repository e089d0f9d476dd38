"""Papers and pictures of a case: each let out by a second person, with those who may see it, its hour, its last day."""

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
from lampion.cases.models.letting_out import ByTwo
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

    def waiting(self) -> CaseDocumentQuerySet:
        """Those that a second person has to read before they are shown."""
        return self.there().filter(marking=Marking.EXTERNAL, released_at=None)

    def shown(self, at: datetime) -> CaseDocumentQuerySet:
        """A second person let it out where one has to, its hour has come and its last day has not passed."""
        today = timezone.localdate(at)
        out = Q(marking=Marking.INTERNAL) | Q(released_at__isnull=False)
        opened = Q(embargo_until=None) | Q(embargo_until__lte=at)
        return self.there().filter(out, opened, Q(expires_on=None) | Q(expires_on__gte=today))

    def due_to_open(self, at: datetime) -> CaseDocumentQuerySet:
        return self.there().filter(embargo_until__lte=at, opened_at=None)


class CaseDocument(ByTwo):
    """A paper about a case. index: as in "MDE 13/0041/2026". expires_on: the last day on which it is shown.

    INTERNAL ones are for those who stand by the case, and need no second person. opened_at: when pages kept in memory
    were drawn anew because its hour had come.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=150)
    index = models.CharField(_("AI index"), max_length=30, blank=True)
    marking = models.CharField(_("marking"), max_length=10, choices=Marking)
    version = models.CharField(_("version"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    expires_on = models.DateField(_("shown until"), null=True, blank=True)
    # None once it is removed: its bytes went with it.
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = CaseDocumentQuerySet.as_manager()

    class Meta(ByTwo.Meta):
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        return self.marking == Marking.EXTERNAL and super().waits

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

    @classmethod
    @transaction.atomic
    def open_due(cls, at: datetime) -> int:
        """Have the pages drawn anew of those whose hour came; returns of how many. Twice is once."""
        due = list(cls.objects.due_to_open(at).select_related("case__section"))
        cls.objects.due_to_open(at).filter(pk__in=[one.pk for one in due]).update(opened_at=at)
        for section in {document.case.section for document in due}:
            section.touch()
        return len(due)

    @transaction.atomic
    def release(self, *, by: Person, at: datetime) -> None:
        """From now on whoever reads the case finds it. Raises SamePerson, Stale."""
        self.let_out(by=by, at=at)
        details = {"document": self.pk}
        journal.write("let out document of case", self.case, by=by, at=at, details=details)
        self.case.section.touch()

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """Nobody finds it any more, and its bytes go; title and journal stay. Twice is once."""
        held = CaseDocument.objects.filter(pk=self.pk, removed_at=None)
        if held.update(removed_at=at, file=None):
            if self.file:
                discard(self.file)
            details = {"document": self.pk}
            journal.write("removed document of case", self.case, by=by, at=at, details=details)
            self.case.section.touch()


class Consent(models.TextChoices):
    """For whom the person, or their family, agreed that the picture is shown."""

    EVERYBODY = "everybody", _("everybody may see it")
    ADOPTERS = "adopters", _("only the groups that stand by the case")
    NOBODY = "nobody", _("nobody outside the secretariat")


class CasePictureQuerySet(models.QuerySet["CasePicture"]):
    def waiting(self) -> CasePictureQuerySet:
        """Those that a second person has to look at before anybody else sees them."""
        return self.exclude(consent=Consent.NOBODY).filter(released_at=None)

    def public(self) -> CasePictureQuerySet:
        return self.filter(consent=Consent.EVERYBODY, released_at__isnull=False)

    def of_adopters(self) -> CasePictureQuerySet:
        return self.exclude(consent=Consent.NOBODY).filter(released_at__isnull=False)


class CasePicture(ByTwo):
    """A picture of a case. agreed: who agreed, when and how. key: in its address."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pictures")
    key = models.CharField(max_length=22, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    alt = models.CharField(_("what it shows"), max_length=200)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    consent = models.CharField(_("who may see it"), max_length=10, choices=Consent)
    agreed = models.CharField(_("who agreed, when and how"), max_length=200, blank=True)

    objects = CasePictureQuerySet.as_manager()

    class Meta(ByTwo.Meta):
        ordering = ("at", "pk")
        constraints = [
            *ByTwo.Meta.constraints,
            models.CheckConstraint(
                condition=Q(consent=Consent.NOBODY) | ~Q(agreed=""), name="shown_with_consent"
            ),
        ]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("cases:picture", args=[self.key])

    @property
    def waits(self) -> bool:
        return self.consent != Consent.NOBODY and super().waits

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
    def release(self, *, by: Person, at: datetime) -> None:
        """From now on those see it who may. Raises SamePerson, Stale."""
        self.let_out(by=by, at=at)
        journal.write("let out picture of case", self.case, by=by, at=at)
        self.case.section.touch()

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """The picture goes, with its bytes: a consent taken back is one at once."""
        case, file = self.case, self.file
        self.delete()
        discard(file)
        journal.write("removed picture of case", case, by=by, at=at)
        case.section.touch()
