from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from lampion.contacts.models.contact import Contact
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

# What came back so long ago says nothing about the address today.
COUNTED = timedelta(days=180)


class Failure(models.Model):
    """That a mail to a contact came back, on one day; several on one day are one. status: RFC 3463, "5.1.1"."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="failures")
    on = models.DateField()
    status = models.CharField(max_length=12)
    forgiven_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=["contact", "on"], name="one_failure_a_day")]

    def __str__(self) -> str:
        return f"{self.contact} {self.on} {self.status}"

    @classmethod
    @transaction.atomic
    def note(cls, contact: Contact, status: str, *, at: datetime) -> None:
        """Note that a mail came back; after as many days as the parameter says, nothing more is written."""
        Contact.objects.select_for_update().get(pk=contact.pk)
        day = timezone.localdate(at)
        cls.objects.get_or_create(contact=contact, on=day, defaults={"status": status[:12]})
        recent = cls.objects.filter(contact=contact, on__gt=day - COUNTED, forgiven_at=None)
        if recent.count() >= Parameter.objects.value(contact.section, Name.FAILURES, on=day):
            contact.is_unreachable(at=at)

    @classmethod
    def sweep(cls, at: datetime) -> int:
        return cls.objects.filter(on__lt=timezone.localdate(at) - COUNTED).delete()[0]
