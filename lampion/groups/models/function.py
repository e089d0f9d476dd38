from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.group import Group
from lampion.groups.models.membership import Membership
from lampion.groups.models.power import Power
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section


class NotOfTheCore(Exception):
    """Whoever answers for something in a group is of its core."""


class SectionFunctionQuerySet(models.QuerySet["SectionFunction"]):
    def offered(self, section: Section) -> SectionFunctionQuerySet:
        return self.filter(section=section, ended_at=None).prefetch_related("opened")


class SectionFunction(models.Model):
    """Something that groups of the section share out among their members, in the section's words.

    names: language -> words.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    names = models.JSONField(_("name"))
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = SectionFunctionQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.names.get(get_language() or "fr") or next(iter(self.names.values())))

    def powers(self) -> list[Power]:
        """Return what it opens; one query for many functions, if they came with their rows."""
        held = {one.power for one in self.opened.all()}
        return [power for power in Power if power in held]

    @classmethod
    @transaction.atomic
    def offer(
        cls,
        section: Section,
        names: dict[str, str],
        powers: Iterable[str],
        *,
        by: Person | None,
        at: datetime,
    ) -> SectionFunction:
        position = cls.objects.filter(section=section).count()
        made = cls.objects.create(section=section, names=names, position=position)
        made._open(powers)
        journal.write("offered a function", made, by=by, at=at, details={"opens": sorted(powers)})
        return made

    @transaction.atomic
    def revise(
        self, names: dict[str, str], powers: Iterable[str], *, by: Person, at: datetime
    ) -> None:
        """Say it in other words, or let it open something else: at once, for all who hold it."""
        self.names = names
        self.save(update_fields=["names"])
        self._open(powers)
        journal.write("changed a function", self, by=by, at=at, details={"opens": sorted(powers)})

    def _open(self, powers: Iterable[str]) -> None:
        self.opened.all().delete()
        FunctionPower.objects.bulk_create(
            FunctionPower(function=self, power=power) for power in sorted(set(powers))
        )

    @transaction.atomic
    def drop(self, *, by: Person, at: datetime) -> None:
        """Offer it no more. Who holds it keeps it until it ends there."""
        self.ended_at = at
        self.save(update_fields=["ended_at"])
        journal.write("dropped a function", self, by=by, at=at)


class FunctionPower(models.Model):
    """That a function opens a power."""

    function = models.ForeignKey(SectionFunction, models.CASCADE, related_name="opened")
    power = models.CharField(max_length=12, choices=Power)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["function", "power"], name="a_power_opened_once")
        ]

    def __str__(self) -> str:
        return f"{self.function}: {self.power}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def open(self) -> HoldingQuerySet:
        return self.filter(ended_on=None)

    def opening(self, person: Person, power: Power) -> HoldingQuerySet:
        """What `person` holds today that opens `power`."""
        return self.open().filter(person=person, function__opened__power=power)


class Holding(models.Model):
    """That a member has a function of the section's list in the group, from a day on. until: planned, or None."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    function = models.ForeignKey(SectionFunction, models.PROTECT, related_name="holdings")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True)
    ended_on = models.DateField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ("function__position", "since", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person", "function"],
                condition=Q(ended_on=None),
                name="one_open_holding",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")),
                name="holding_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="holding_lasts_until_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.function}, {self.group}"

    @classmethod
    @transaction.atomic
    def give(
        cls,
        group: Group,
        person: Person,
        function: SectionFunction,
        *,
        by: Person | None,
        on: date,
        until: date | None = None,
    ) -> Holding:
        """Give the function to a member of the core; given twice, it is one holding. Raises NotOfTheCore."""
        Group.objects.select_for_update().get(pk=group.pk)
        core = Membership.objects.active().core()
        if not core.filter(group=group, person=person).exists():
            raise NotOfTheCore
        held = cls.objects.open().filter(group=group, person=person, function=function).first()
        if held:
            return held
        made = cls.objects.create(
            group=group, person=person, function=function, since=on, until=until, given_by=by
        )
        journal.write("gave function", made, by=by, details={"function": function.pk})
        return made

    @transaction.atomic
    def end(self, *, by: Person | None, on: date) -> None:
        """Twice is once."""
        held = Holding.objects.select_for_update().get(pk=self.pk)
        if held.ended_on is not None:
            return
        self.ended_on = max(on, held.since)
        self.save(update_fields=["ended_on"])
        journal.write("ended function", self, by=by, details={"function": self.function_id})
