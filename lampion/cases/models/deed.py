from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.cases.models.case import Case
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class DeedQuerySet(models.QuerySet["Deed"]):
    def standing(self) -> DeedQuerySet:
        return self.filter(withdrawn_at=None)


class Deed(models.Model):
    """What a group did for a case that it stands by, in its own words. It counts nothing: the figures do."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deeds")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    day = models.DateField(_("when"))
    words = models.TextField(_("what you did"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return f"deed {self.pk}"

    @classmethod
    @transaction.atomic
    def note(
        cls, case: Case, group: Group, words: str, *, day: date, by: Person, at: datetime
    ) -> Deed:
        made = cls.objects.create(case=case, group=group, words=words, day=day, by=by, at=at)
        journal.write("noted deed for case", made, by=by, at=at)
        return made

    @transaction.atomic
    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Its words are erased; twice is once."""
        if Deed.objects.standing().filter(pk=self.pk).update(withdrawn_at=at, words=""):
            journal.write("withdrew deed for case", self, by=by, at=at)
