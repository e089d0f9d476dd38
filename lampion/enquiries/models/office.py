"""What makes the secretariat's work on requests quicker: ready answers, and filters that are kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models.enquiry import Enquiry, Intent
from lampion.people.models import Person
from lampion.sections.models import Section


class AnswerQuerySet(models.QuerySet["ReadyAnswer"]):
    def fitting(self, enquiry: Enquiry) -> AnswerQuerySet:
        """Answers in the newcomer's language, for their wish or for any."""
        return self.filter(
            section=enquiry.section_id, language=enquiry.language, intent__in=["", enquiry.intent]
        )


class ReadyAnswer(models.Model):
    """Words that the secretariat begins an answer with; what stands in braces is filled in."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=80)
    intent = models.CharField(_("wish"), max_length=6, choices=Intent, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"), max_length=8000)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("language", "title", "pk")

    def __str__(self) -> str:
        return self.title


class KeptFilter(models.Model):
    """A view of the inbox that a person gave a name."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.JSONField(default=dict)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "person", "name"], name="one_kept_filter_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
