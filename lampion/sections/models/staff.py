from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models.section import Section


class Scope(models.TextChoices):
    """What a member of the secretariat sees and does; named by what it opens."""

    ENQUIRIES = "enquiries", _("reads and answers requests")
    GROUPS = "groups", _("edits groups and mandates")
    PAGES = "pages", _("edits the public pages")
    SETTINGS = "settings", _("edits the section, its parameters and its staff")


class StaffAccessQuerySet(models.QuerySet["StaffAccess"]):
    def open(self, on: date) -> StaffAccessQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


class StaffAccess(models.Model):
    """That a person works in the secretariat of a section, for one scope, between two days."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="staff_accesses")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    scope = models.CharField(_("scope"), max_length=12, choices=Scope)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = StaffAccessQuerySet.as_manager()

    class Meta:
        ordering = ("person__name_key", "scope")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "person", "scope"],
                condition=Q(ends_on=None),
                name="one_open_access_per_scope",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="access_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.scope} {self.section}"

    @classmethod
    @transaction.atomic
    def grant(
        cls, section: Section, person: Person, *scopes: Scope, by: Person | None, on: date
    ) -> None:
        """Open `scopes` to `person` from `on`; those already open stay as they are."""
        Section.objects.select_for_update().get(pk=section.pk)
        held = set(
            cls.objects.filter(section=section, person=person, ends_on=None).values_list(
                "scope", flat=True
            )
        )
        for scope in scopes:
            if scope in held:
                continue
            access = cls.objects.create(
                section=section, person=person, scope=scope, starts_on=on, given_by=by
            )
            journal.write("granted access", access, by=by, details={"scope": scope})

    @transaction.atomic
    def end(self, *, by: Person, on: date) -> None:
        self.ends_on = on
        self.save(update_fields=["ends_on"])
        journal.write("ended access", self, by=by, details={"scope": self.scope})
