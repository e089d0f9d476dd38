from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.group import Group
from lampion.groups.models.stages import Stage
from lampion.journal import models as journal
from lampion.people.models import Person


class LifeStage(models.Model):
    """Where a group stands in its life, from a day until the next; the open row is today's."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="life_stages")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    since = models.DateField(_("since"))
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(until=None), name="one_open_stage"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="stage_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()

    @classmethod
    def now_of(cls, groups: Iterable[Group]) -> dict[int, Stage]:
        """Return where each group stands, by its key."""
        rows = cls.objects.filter(group__in=list(groups), until=None)
        return {key: Stage(stage) for key, stage in rows.values_list("group_id", "stage")}

    @classmethod
    @transaction.atomic
    def enter(
        cls, group: Group, stage: Stage, *, by: Person | None, on: date, reason: str = ""
    ) -> LifeStage:
        """Close the open stage on `on` and open the next; the same stage again changes nothing."""
        Group.objects.select_for_update().get(pk=group.pk)
        current = cls.objects.filter(group=group, until=None).first()
        if current and current.stage == stage:
            return current
        if current:
            current.until = max(on, current.since)
            current.save(update_fields=["until"])
        entered = cls.objects.create(
            group=group,
            stage=stage,
            since=max(on, current.since) if current else on,
            by=by,
            reason=reason,
        )
        group.section.touch()
        journal.write("entered stage", group, by=by, details={"stage": stage})
        return entered
