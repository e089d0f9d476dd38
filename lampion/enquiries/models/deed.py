"""What the secretariat did with a request and how it stood before: enough to undo it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models.enquiry import Enquiry
from lampion.enquiries.models.follow_up import Handover, Ownership, Step
from lampion.enquiries.models.stages import Stage
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models import Section

KEPT = timedelta(days=30)


class TooLate(Exception):
    """Something else happened to the request since, or it was emptied: nothing was undone."""


class Did(models.TextChoices):
    TOOK = "took", _("taken in charge")
    ASSIGNED = "assigned", _("given to a colleague")
    HANDED = "handed", _("handed to a group")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("joined with another request")


class DeedQuerySet(models.QuerySet["Deed"]):
    def in_office_of(self, person: Person, on: date) -> DeedQuerySet:
        return self.filter(enquiry__section__in=Section.objects.staffed_by(person, on))

    def recent(self, at: datetime) -> DeedQuerySet:
        return self.filter(at__gt=at - KEPT)


class Deed(models.Model):
    """One deed on one request. Those of one click share their batch."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="deeds")
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    what = models.CharField(max_length=10, choices=Did)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stage_before = models.CharField(max_length=10, choices=Stage)
    step_group_before = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    holder_before = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    owner_before = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    step_after = models.ForeignKey(Step, models.CASCADE, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.what} {self.enquiry}"

    @classmethod
    @contextmanager
    def noted(
        cls, enquiry: Enquiry, what: Did, *, by: Person, at: datetime, batch: uuid.UUID | None
    ) -> Iterator[None]:
        """Note how the request stands, let the deed happen, and keep both in one transaction.

        A deed that changed nothing leaves no row.
        """
        with transaction.atomic():
            Enquiry.objects.select_for_update().get(pk=enquiry.pk)
            step, owner, holder = _standing(enquiry)
            yield
            after, new_owner, new_holder = _standing(enquiry)
            if (step, owner, holder) != (after, new_owner, new_holder):
                cls.objects.create(
                    enquiry=enquiry,
                    batch=batch or uuid.uuid4(),
                    what=what,
                    at=at,
                    by=by,
                    stage_before=step.stage,
                    step_group_before_id=step.group_id,
                    holder_before_id=holder,
                    owner_before_id=owner,
                    step_after=after,
                )

    def can_be_undone(self, at: datetime) -> bool:
        later = Deed.objects.filter(enquiry=self.enquiry_id, undone_at=None, pk__gt=self.pk)
        return (
            self.undone_at is None
            and self.at > at - KEPT
            and self.enquiry.forgotten_at is None
            and self.step_after.until is None
            and not later.exists()
        )

    @transaction.atomic
    def undo(self, *, by: Person, at: datetime) -> None:
        """Put the request back where it stood. Raises TooLate; undone twice, it is undone once."""
        Enquiry.objects.select_for_update().get(pk=self.enquiry_id)
        deed = Deed.objects.select_related("enquiry", "step_after").get(pk=self.pk)
        if deed.undone_at:
            return
        if not deed.can_be_undone(at):
            raise TooLate
        enquiry = deed.enquiry
        before = (deed.stage_before, deed.step_group_before_id)
        if before != (deed.step_after.stage, deed.step_after.group_id):
            enquiry.put(Stage(deed.stage_before), by=by, at=at, group=deed.step_group_before)
        deed._give_back(at=at)
        Enquiry.objects.filter(pk=enquiry.pk).update(merged_into=None)
        Deed.objects.filter(pk=deed.pk).update(undone_at=at)
        journal.write("undid", enquiry, by=by, at=at, details={"what": deed.what})

    def _give_back(self, *, at: datetime) -> None:
        _step, owner, holder = _standing(self.enquiry)
        if holder != self.holder_before_id:
            self.enquiry.handovers.filter(until=None).update(until=at)
            if self.holder_before_id:
                self.enquiry.handovers.create(group_id=self.holder_before_id, since=at)
        if owner != self.owner_before_id:
            self.enquiry.ownerships.filter(until=None).update(until=at)
            if self.owner_before_id:
                self.enquiry.ownerships.create(person_id=self.owner_before_id, since=at)


def _standing(enquiry: Enquiry) -> tuple[Step, int | None, int | None]:
    """Return the open step, and the keys of who follows the request and of the group that holds it."""
    owner = Ownership.objects.filter(enquiry=enquiry, until=None).values_list("person", flat=True)
    holder = Handover.objects.filter(enquiry=enquiry, until=None).values_list("group", flat=True)
    return Step.current(enquiry), owner.first(), holder.first()
