"""From the old holder to the new one: a checklist that both sign, line by line."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.groups.models.function import Holding
from lampion.groups.models.group import Group
from lampion.groups.models.mandate import Mandate
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section


class NotTheirs(Exception):
    """Only the old and the new holder sign, each for themself."""


class HandOverLineQuerySet(models.QuerySet["HandOverLine"]):
    def asked(self, section: Section) -> HandOverLineQuerySet:
        return self.filter(section=section, ended_at=None)


class HandOverLine(models.Model):
    """Something to hand over, in the section's words. words: language -> words."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    words = models.JSONField(_("words"))
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = HandOverLineQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.words.get(get_language() or "fr") or next(iter(self.words.values())))

    @classmethod
    @transaction.atomic
    def add(
        cls, section: Section, words: dict[str, str], *, by: Person | None, at: datetime
    ) -> HandOverLine:
        position = cls.objects.filter(section=section).count()
        made = cls.objects.create(section=section, words=words, position=position)
        journal.write("added to hand-overs", made, by=by, at=at)
        return made

    @transaction.atomic
    def drop(self, *, by: Person, at: datetime) -> None:
        """Hand-overs that began before keep it."""
        self.ended_at = at
        self.save(update_fields=["ended_at"])
        journal.write("dropped from hand-overs", self, by=by, at=at)


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def of(self, person: Person) -> HandOverQuerySet:
        return self.filter(Q(giver=person) | Q(taker=person))

    def unfinished(self) -> HandOverQuerySet:
        open_items = Q(items__given_at=None) | Q(items__taken_at=None)
        return self.filter(open_items, items__isnull=False).distinct()


class HandOver(models.Model):
    """That a mandate or a function passes from one member to another."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, related_name="+")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["mandate", "taker"], name="one_hand_over_of_a_mandate"),
            models.UniqueConstraint(fields=["holding", "taker"], name="one_hand_over_of_a_holding"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handed_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(mandate=None, holding__isnull=False)
                | Q(mandate__isnull=False, holding=None),
                name="hands_one_thing_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @property
    def title(self) -> str:
        if self.mandate:
            return self.mandate.get_function_display()
        return str(self.holding.function) if self.holding else ""

    @classmethod
    @transaction.atomic
    def begin(
        cls, held: Mandate | Holding, taker: Person, *, by: Person | None, at: datetime
    ) -> HandOver:
        """Open the checklist with the lines of today; the same one again is the one that is there."""
        group = Group.objects.select_for_update().get(pk=held.group_id)
        kind = "mandate" if isinstance(held, Mandate) else "holding"
        made, fresh = cls.objects.get_or_create(
            **{kind: held},
            taker=taker,
            defaults={"group": group, "giver": held.person, "begun_at": at, "by": by},
        )
        if fresh:
            lines = HandOverLine.objects.asked(group.section)
            HandOverItem.objects.bulk_create(
                HandOverItem(hand_over=made, line=line) for line in lines
            )
            journal.write("began a hand-over", made, by=by, at=at)
        return made


class HandOverItem(models.Model):
    """One line of a hand-over, and when the old and the new holder signed it."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    line = models.ForeignKey(HandOverLine, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("line__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "line"], name="a_line_handed_over_once")
        ]

    def __str__(self) -> str:
        return str(self.line)

    @transaction.atomic
    def sign(self, *, by: Person, at: datetime) -> None:
        """Sign for oneself; a signature stays, and twice is once. Raises NotTheirs."""
        item = HandOverItem.objects.select_for_update().get(pk=self.pk)
        pair = HandOver.objects.get(pk=item.hand_over_id)
        if by.pk not in (pair.giver_id, pair.taker_id):
            raise NotTheirs
        side = "given_at" if by.pk == pair.giver_id else "taken_at"
        if getattr(item, side) is None:
            HandOverItem.objects.filter(pk=self.pk).update(**{side: at})
            journal.write("signed a hand-over", pair, by=by, at=at, details={"line": item.line_id})
