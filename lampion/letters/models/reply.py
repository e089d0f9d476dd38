"""An answer that came to somebody's letter: seen by the group, and by the secretariat, which wants a copy."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case
from lampion.files.actions import discard, store_checked
from lampion.files.checking import Checked
from lampion.files.models import StoredFile
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class Reply(models.Model):
    """who: the authority that wrote. seen_at: when the secretariat noted that it has it. file: None also once removed."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    who = models.CharField(_("who wrote"), max_length=160)
    received_on = models.DateField(_("received on"))
    words = models.TextField(_("what it says"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-received_on", "-pk")
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.pk}"

    @classmethod
    @transaction.atomic
    def note(
        cls, group: Group, case: Case, who: str, words: str, scan: Checked | None, *,
        received_on: date, by: Person, at: datetime,
    ) -> Reply:  # fmt: skip
        file = store_checked(scan, by=by, at=at) if scan else None
        made = cls.objects.create(
            group=group, case=case, who=who, words=words, file=file, received_on=received_on,
            by=by, at=at,
        )  # fmt: skip
        journal.write("noted reply", case, by=by, at=at, details={"group": group.pk})
        return made

    @transaction.atomic
    def remove_scan(self, *, by: Person, at: datetime) -> None:
        """Its bytes go, what it says in a few words stays. Twice is once."""
        held = Reply.objects.filter(pk=self.pk, file=self.file)
        if self.file and held.update(file=None):
            discard(self.file)
            details = {"group": self.group_id}
            journal.write("removed scan of reply", self.case, by=by, at=at, details=details)

    @transaction.atomic
    def see(self, *, by: Person, at: datetime) -> None:
        """The secretariat has it; twice is once."""
        if Reply.objects.filter(pk=self.pk, seen_at=None).update(seen_by=by, seen_at=at):
            journal.write("saw reply", self.case, by=by, at=at, details={"group": self.group_id})
