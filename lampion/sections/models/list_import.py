from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from lampion.people.models import Person
from lampion.sections.models.section import Section

KEPT = timedelta(days=7)


class ListImport(models.Model):
    """A list that somebody brought: kept between its check and its application, then emptied.

    kind: the name of its importer (lampion.sections.lists).
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(_("file"), max_length=120)
    content = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name

    def finish(self, counts: dict[str, int], *, at: datetime) -> None:
        self.content, self.counts, self.applied_at = {}, counts, at
        self.save(update_fields=["content", "counts", "applied_at"])

    @classmethod
    def sweep(cls, at: datetime) -> int:
        """Empty the lists that nobody applied within a week."""
        left = cls.objects.filter(applied_at=None, at__lt=at - KEPT).exclude(content={})
        return left.update(content={})
