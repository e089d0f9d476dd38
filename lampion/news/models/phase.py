from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.people.models import Person


class Phase(models.TextChoices):
    """Where a mailing stands. Its words and its readers are fixed from SENDING on."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waits for a second person")
    SENDING = "sending", _("leaving")
    PAUSED = "paused", _("paused")
    SENT = "sent", _("sent out")
    STOPPED = "stopped", _("stopped")


BEFORE = (Phase.DRAFT, Phase.PROPOSED)
UNDER_WAY = (Phase.SENDING, Phase.PAUSED)
OVER = (Phase.SENT, Phase.STOPPED)


class Step(models.Model):
    """That a mailing is in a phase, from one moment to another, and who brought it there."""

    mailing = models.ForeignKey("news.Mailing", models.CASCADE, related_name="steps")
    phase = models.CharField(max_length=10, choices=Phase)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing"], condition=Q(until=None), name="one_phase_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailing} {self.phase}"
