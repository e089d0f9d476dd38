from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.function import Holding
from lampion.groups.models.group import Group
from lampion.groups.models.life import LifeStage
from lampion.groups.models.membership import Circle, Membership
from lampion.groups.models.pause import Pause
from lampion.groups.models.stages import Stage
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


class LastCoordinator(Exception):
    """An active group keeps a responsable: name the successor first."""


class TooLong(ValueError):
    """A mandate lasts at most as many months as the section says; then the group elects again."""


class Function(models.TextChoices):
    COORDINATOR = "coordinator", _("responsable")
    TREASURER = "treasurer", _("treasurer")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def open(self) -> MandateQuerySet:
        return self.filter(ended_on=None)

    def held_by(self, person: Person, *functions: Function) -> MandateQuerySet:
        return self.open().filter(person=person, function__in=functions or list(Function))

    def reachable_coordinators(self, group: Group) -> MandateQuerySet:
        """The mandates of the group's responsables who have an address, with their person."""
        held = self.open().filter(group=group, function=Function.COORDINATOR)
        return held.exclude(person__email=None).select_related("person")


class Mandate(models.Model):
    """A function that the group gave to one of its members, from a day on."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="mandates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    function = models.CharField(_("function"), max_length=12, choices=Function)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))  # planned; it goes on past it until it is renewed or ended
    ended_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ("function", "since")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person", "function"],
                condition=Q(ended_on=None),
                name="one_open_mandate",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")),
                name="mandate_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="mandate_lasts_until_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_function_display()}, {self.group}"

    @classmethod
    @transaction.atomic
    def give(
        cls,
        group: Group,
        person: Person,
        function: Function,
        *,
        by: Person | None,
        on: date,
        until: date | None = None,
    ) -> Mandate:
        """Give `function` to `person`, who becomes a member of the core if needed; given twice, it is one mandate.

        until: the last day that is planned; by itself as late as the section allows. Raises TooLong.
        """
        Group.objects.select_for_update().get(pk=group.pk)
        latest = latest_end(group, on)
        if until and until > latest:
            raise TooLong
        joined = Membership.objects.active().filter(group=group, person=person).first()
        if joined is None:
            Membership.welcome(group, person, by=by, on=on)
        else:
            joined.change_circle(Circle.CORE, by=by)
        held = cls.objects.held_by(person, function).filter(group=group).first()
        if held:
            return held
        mandate = cls.objects.create(
            group=group,
            person=person,
            function=function,
            since=on,
            until=until or latest,
            given_by=by,
        )
        journal.write("gave mandate", mandate, by=by, details={"function": function})
        return mandate

    @transaction.atomic
    def renew(self, *, by: Person | None, on: date, until: date | None = None) -> Mandate:
        """The group elects the same person again: the mandate ends and the next begins on that day.

        Raises TooLong as `give` does, and Mandate.DoesNotExist for one that has ended.
        """
        Group.objects.select_for_update().get(pk=self.group_id)
        held = Mandate.objects.open().get(pk=self.pk)
        day = max(on, held.since)
        held.ended_on = self.ended_on = day
        held.save(update_fields=["ended_on"])
        function = Function(held.function)
        made = Mandate.give(held.group, held.person, function, by=by, on=day, until=until)
        journal.write("renewed mandate", made, by=by, details={"function": function})
        return made

    @transaction.atomic
    def end(self, *, by: Person | None, on: date) -> None:
        """End the mandate; ended twice, it ends once.

        Raises LastCoordinator if an active group would be left without a responsable.
        """
        group = Group.objects.select_for_update().get(pk=self.group_id)
        mandate = Mandate.objects.get(pk=self.pk)
        if mandate.ended_on is not None:
            return
        others = Mandate.objects.open().filter(group=group, function=Function.COORDINATOR)
        active = LifeStage.objects.filter(
            group=group, until=None, stage__in=[Stage.ACTIVE, Stage.REACTIVATED]
        )
        if (
            mandate.function == Function.COORDINATOR
            and active.exists()
            and not others.exclude(pk=self.pk).exists()
        ):
            raise LastCoordinator
        self.ended_on = max(on, mandate.since)
        self.save(update_fields=["ended_on"])
        journal.write("ended mandate", self, by=by, details={"function": self.function})


def latest_end(group: Group, since: date) -> date:
    """Return the last day that a mandate of `group` given on `since` may be planned for."""
    section = group.section
    months = section.kept(f"months-of-mandate:{since}", lambda: _months(section, since))
    latest: date = since + relativedelta(months=months)
    return latest


def _months(section: Section, since: date) -> int:
    """The rule of that day, or of the section's first day for a mandate that is older than it."""
    said = Parameter.objects.filter(section=section, name=Name.MANDATE_MONTHS)
    found = said.filter(valid_from__lte=since).order_by("-valid_from").first()
    return (found or said.order_by("valid_from")[:1].get()).value


@transaction.atomic
def leave(membership: Membership, *, by: Person | None, on: date, because: str = "") -> None:
    """End a membership with its mandates and its pause. Raises LastCoordinator as Mandate.end does.

    because: in words of whoever tells it; read by the member and the responsables alone.
    """
    Group.objects.select_for_update().get(pk=membership.group_id)
    held = Mandate.objects.open().filter(group=membership.group, person=membership.person)
    for mandate in held:
        mandate.end(by=by, on=on)
    for holding in Holding.objects.open().filter(group=membership.group, person=membership.person):
        holding.end(by=by, on=on)
    Pause.objects.open().filter(membership=membership).update(ended_on=on)
    membership.left_on = max(on, membership.joined_on)
    membership.left_because = because
    membership.save(update_fields=["left_on", "left_because"])
    journal.write("left", membership, by=by)
