from __future__ import annotations

from django.db import models
from django.urls import reverse

from lampion.people.models import Person


class StoredFile(models.Model):
    """Stored bytes, known by their SHA-256. Pictures are encoded anew: no place, device or author stays."""

    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    is_public = models.BooleanField(default=False)
    stored_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"file {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("files:file", args=[self.pk, self.sha256[:16]])
