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
    MEMBERS = "members", _("sees and imports the members of the section")
    PAGES = "pages", _("edits the public pages")
    NEWS = "news", _("writes the news, answers for addresses and consents")
    CASES = "cases", _("writes cases, petitions and letters, and answers for them")
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


class StaffAbsenceQuerySet(models.QuerySet["StaffAbsence"]):
    def on(self, day: date) -> StaffAbsenceQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class StaffAbsence(models.Model):
    """That somebody of the secretariat is away, from one day to another, both included."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = StaffAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on} {self.ends_on}"

    @classmethod
    @transaction.atomic
    def announce(
        cls, section: Section, person: Person, *, starts_on: date, ends_on: date, by: Person
    ) -> StaffAbsence:
        """The same days again are the same absence."""
        Section.objects.select_for_update().get(pk=section.pk)
        days = {"starts_on": starts_on, "ends_on": ends_on}
        absence, fresh = cls.objects.get_or_create(
            section=section, person=person, **days, defaults={"by": by}
        )
        if fresh:
            journal.write("announced absence", absence, by=by)
        return absence

    @transaction.atomic
    def call_off(self, *, by: Person) -> None:
        journal.write("called off absence", self, by=by)
        self.delete()
