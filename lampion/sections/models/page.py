from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models.section import Section


class PageQuerySet(models.QuerySet["Page"]):
    def in_language(self, language: str) -> PageQuerySet:
        """Pages of `language` first, then French: the first of a slug is the one to show."""
        return (
            self.filter(language__in=[language, "fr"])
            .annotate(
                wanted=models.Case(
                    models.When(language=language, then=0),
                    default=1,
                    output_field=models.IntegerField(),
                )
            )
            .order_by("position", "slug", "wanted")
        )


class Page(models.Model):
    """A public page of the section in one language; its words are those of the newest version."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="pages")
    slug = models.SlugField(_("address"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(default=0)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ("position", "slug", "language")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "slug", "language"], name="one_page_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def publish(self, *, title: str, body: str, by: Person | None, at: datetime) -> None:
        """Show these words from now on and keep them in the history; the same words change nothing."""
        locked = Page.objects.select_for_update().get(pk=self.pk)
        last = locked.versions.order_by("-number").first()
        if last and (last.title, last.body) == (title, body):
            return
        number = last.number + 1 if last else 1
        PageVersion.objects.create(page=self, number=number, title=title, body=body, by=by, at=at)
        self.title, self.body = title, body
        self.save(update_fields=["title", "body"])
        self.section.touch()
        journal.write("published page", self, by=by, details={"version": number})


class PageVersion(models.Model):
    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_page_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.page} ({self.number})"
