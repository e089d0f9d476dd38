from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.group import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class AlreadyMember(Exception):
    """The person already belongs to the group."""


class Circle(models.TextChoices):
    CORE = "core", _("core")
    NETWORK = "network", _("network")
    OCCASIONAL = "occasional", _("occasional")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(left_on=None)

    def core(self) -> MembershipQuerySet:
        return self.filter(circle=Circle.CORE)

    def there(self, on: date) -> MembershipQuerySet:
        """Those who belonged that day, and did not rest from the group."""
        pause = self.model._meta.get_field("pauses").related_model
        rests = pause._default_manager.filter(membership=OuterRef("pk"), ended_on=None)
        rests = rests.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
        belonged = self.filter(Q(left_on=None) | Q(left_on__gt=on), joined_on__lte=on)
        return belonged.exclude(Exists(rests))


class Membership(models.Model):
    """That a person belongs to a group, in one of three circles, between two days."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    circle = models.CharField(_("circle"), max_length=10, choices=Circle, default=Circle.CORE)
    joined_on = models.DateField(_("since"))
    left_on = models.DateField(null=True, blank=True)
    # Why somebody left, for themself and the responsables; and from which group somebody came over.
    left_because = models.CharField(max_length=200, blank=True)
    came_from = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("person__name_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(left_on=None), name="one_active_membership"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="left_after_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"

    @classmethod
    @transaction.atomic
    def welcome(
        cls,
        group: Group,
        person: Person,
        *,
        by: Person | None,
        on: date,
        circle: str = Circle.CORE,
        came_from: Group | None = None,
    ) -> Membership:
        """Make `person` a member from `on`. Raises AlreadyMember: joining twice is shown, not swallowed."""
        Group.objects.select_for_update().get(pk=group.pk)
        if cls.objects.active().filter(group=group, person=person).exists():
            raise AlreadyMember
        membership = cls.objects.create(
            group=group, person=person, circle=circle, joined_on=on, came_from=came_from
        )
        journal.write("welcomed", membership, by=by)
        return membership

    @transaction.atomic
    def change_circle(self, circle: str, *, by: Person | None) -> None:
        """Put the member in another circle; the journal keeps from which day. The same one changes nothing."""
        held = Membership.objects.select_for_update().get(pk=self.pk)
        if held.circle == circle:
            return
        self.circle = circle
        self.save(update_fields=["circle"])
        details = {"from": held.circle, "to": circle}
        journal.write("moved to another circle", self, by=by, details=details)
