from __future__ import annotations

from django.db import models
from django.db.models import Q

from lampion.contacts.models import Contact
from lampion.news.models.mailing import Mailing


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def waiting(self) -> RecipientQuerySet:
        return self.filter(queued_at=None, dropped_at=None)


class Recipient(models.Model):
    """That a contact was among the readers when a mailing was approved; then queued, or dropped because it said no."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="recipients")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "contact"], name="one_letter_a_reader"),
            models.CheckConstraint(
                condition=Q(queued_at=None) | Q(dropped_at=None), name="queued_or_dropped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["mailing", "id"],
                condition=Q(queued_at=None, dropped_at=None),
                name="recipients_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailing} {self.contact}"

    @classmethod
    def freeze(cls, mailing: Mailing, contacts: models.QuerySet[Contact]) -> int:
        """Make those who read today the readers of `mailing`; returns how many."""
        keys = contacts.order_by("pk").values_list("pk", flat=True)
        rows = (
            Recipient(mailing=mailing, contact_id=key) for key in keys.iterator(chunk_size=5000)
        )
        return len(Recipient.objects.bulk_create(rows, batch_size=2000))
