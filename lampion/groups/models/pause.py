from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import F, Q

from lampion.groups.models.group import Group
from lampion.groups.models.membership import Membership
from lampion.journal import models as journal
from lampion.people.models import Person


class PauseQuerySet(models.QuerySet["Pause"]):
    def open(self) -> PauseQuerySet:
        return self.filter(ended_on=None)

    def lasting(self, on: date) -> PauseQuerySet:
        """Pauses that have not run out; one that is still to come counts too."""
        return self.open().filter(Q(until=None) | Q(until__gte=on))


class Pause(models.Model):
    """That a member rests from the group for a while. until: the last day, or None if nobody knows yet.

    reason: read by the member and the responsables alone.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(ended_on=None), name="one_open_pause"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="pause_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.since} – {self.until}"

    @classmethod
    @transaction.atomic
    def begin(
        cls,
        membership: Membership,
        *,
        since: date,
        until: date | None,
        by: Person | None,
        on: date,
        reason: str = "",
    ) -> Pause:
        """Let the member rest; a pause that was open ends the day before, or never was."""
        Group.objects.select_for_update().get(pk=membership.group_id)
        cls.objects.open().filter(membership=membership).update(ended_on=on)
        pause = cls.objects.create(membership=membership, since=since, until=until, reason=reason)
        journal.write("began a pause", membership, by=by)
        return pause

    @transaction.atomic
    def end(self, *, by: Person | None, on: date) -> None:
        """The member is back; twice is once."""
        if Pause.objects.open().filter(pk=self.pk).update(ended_on=on):
            journal.write("ended a pause", self.membership, by=by)
