"""What happens to a request, each a dated row: steps, who follows it, which group holds it, what was written."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models.enquiry import Enquiry
from lampion.enquiries.models.stages import Stage
from lampion.groups.models import Group
from lampion.people.models import Person


class Step(models.Model):
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=10, choices=Stage)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(until=None), name="one_open_step"
            )
        ]
        indexes = [
            models.Index(fields=["stage"], condition=Q(until=None), name="open_steps_by_stage")
        ]

    def __str__(self) -> str:
        return self.get_stage_display()

    @classmethod
    def current(cls, enquiry: Enquiry) -> Step:
        return cls.objects.get(enquiry=enquiry, until=None)

    @classmethod
    def now_of(cls, enquiries: Iterable[Enquiry]) -> dict[int, Stage]:
        """Return where each request stands, by its key."""
        rows = cls.objects.filter(enquiry__in=list(enquiries), until=None)
        return {key: Stage(stage) for key, stage in rows.values_list("enquiry_id", "stage")}


class Ownership(models.Model):
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="ownerships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(until=None), name="one_owner_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enquiry} → {self.person}"


class Handover(models.Model):
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="handovers")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(until=None), name="one_group_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enquiry} → {self.group}"


class Note(models.Model):
    """Words that stay inside: of the secretariat, or of the group's responsables among themselves."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="notes")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    # Nobody: noted by itself, when a mail to the newcomer came back.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("note"), max_length=4000)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"note {self.pk}"


class Letter(models.Model):
    """An answer that was mailed to the newcomer."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="letters")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"), max_length=8000)
    form_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Reply(models.Model):
    """What the newcomer wrote after the request: on the private page, or by mail.

    key: of the form, or of the mail; the same one is kept once.
    """

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="replies")
    at = models.DateTimeField()
    text = models.TextField(_("message"), max_length=8000)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Reminder(models.Model):
    """That a group was asked once more about a newcomer who waits."""

    handover = models.OneToOneField(Handover, models.CASCADE, related_name="reminder")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminder {self.pk}"


class Hold(models.Model):
    """That a closed request is kept longer than its time, and why."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="holds")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(until=None), name="one_hold_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
