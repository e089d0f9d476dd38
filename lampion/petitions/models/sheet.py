"""Sheets of paper that people sign: each has its number, and it is known who has it until it is destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models.petition import Petition

MOST_SHEETS, MOST_LINES = 200, 20
LETTERS = (
    "ABCDEFGHJKLMNPQRSTUVWXY"  # 23, a prime: one wrong or two swapped digits give another letter
)


class Closed(Exception):
    """The petition may not be signed, so no sheet of it is ordered or printed."""


class NotNow(Exception):
    """The sheet is not in a state in which this can happen to it."""


class Bundle(models.Model):
    """Sheets that were ordered together, by a group or (group None) by the secretariat, in one language.

    text_sha256: of the words that stand on them. A bundle printed again has the same numbers.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="bundles")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    school = models.CharField(_("school"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5)
    lines = models.PositiveSmallIntegerField(_("lines on a sheet"))
    text_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(lines__gte=1, lines__lte=MOST_LINES), name="lines_fit_on_a_sheet"
            )
        ]

    def __str__(self) -> str:
        return f"bundle {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:bundle", args=[self.pk])

    @classmethod
    @transaction.atomic
    def order(
        cls, petition: Petition, *, group: Group | None, event: Event | None = None, school: str = "",
        language: str, count: int, lines: int, text_sha256: str, by: Person, at: datetime,
    ) -> Bundle:  # fmt: skip
        """Number `count` new sheets. Raises Closed."""
        held = petition.locked()
        if not held.is_open(at) or not held.case.may_be_acted_on(at):
            raise Closed
        made = cls.objects.create(
            petition=held, group=group, event=event, school=school, language=language, lines=lines,
            text_sha256=text_sha256, by=by, at=at,
        )  # fmt: skip
        last = Sheet.objects.filter(petition=held).aggregate(last=Max("number"))["last"] or 0
        numbers = range(last + 1, last + 1 + count)
        Sheet.objects.bulk_create(Sheet(bundle=made, petition=held, number=one) for one in numbers)
        details = {"group": group.pk if group else None, "sheets": count}
        journal.write("ordered sheets", made, by=by, at=at, details=details)
        return made

    def may_be_printed(self, at: datetime) -> bool:
        return self.petition.is_open(at) and self.petition.case.may_be_acted_on(at)

    def where(self) -> str:
        """For whom it was ordered, beside the group."""
        return self.event.name if self.event else self.school


class Step(models.TextChoices):
    TAKEN = "taken", _("taken along")
    RETURNED = "returned", _("returned")
    LOST = "lost", _("lost")
    DESTROYED = "destroyed", _("destroyed")


class SheetQuerySet(models.QuerySet["Sheet"]):
    def with_state(self) -> Any:
        """Each with `step` (the last one, or None), `step_on`, and `valid`: what was verified, or None."""
        last = Custody.objects.filter(sheet=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            step=Subquery(last.values("step")[:1]),
            step_on=Subquery(last.values("on")[:1]),
            holder=Subquery(last.values("person")[:1]),
            counted=Max("counts__nth"),
            valid=Max("result__valid"),
            settled_at=Max("result__at"),
        )

    def to_count(self) -> SheetQuerySet:
        """Returned, and its number is not settled; after `with_state`."""
        waiting: dict[str, Any] = {"step": Step.RETURNED, "valid": None}
        return self.filter(**waiting)


class Sheet(models.Model):
    """number: from 1 on in its petition. Written with a letter that a slip of the finger does not hit."""

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="sheets")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["petition", "number"], name="one_sheet_per_number")
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("petitions:sheet", args=[self.code])

    @property
    def code(self) -> str:
        said = f"{self.petition.number}-{self.number:04}"
        return f"{said}-{_letter(said)}"

    def locked(self) -> Sheet:
        """Read it anew and hold it: what two do at once, one does after the other."""
        found = Sheet.objects.select_for_update(of=("self",))
        return found.select_related("bundle", "petition").get(pk=self.pk)

    def erase_scans(self, *, by: Person | None, at: datetime) -> int:
        """Erase the pictures of the sheet, which show who signed; returns how many there were."""
        erased, _rows = self.scans.all().delete()
        if erased:
            journal.write("erased scans of sheet", self, by=by, at=at, details={"pages": erased})
        return erased

    def last_step(self) -> str | None:
        steps = Custody.objects.filter(sheet=self).order_by("-pk")
        return steps.values_list("step", flat=True).first()


def _letter(said: str) -> str:
    return LETTERS[int(said.replace("-", "")) % len(LETTERS)]


def numbers_in(code: str) -> tuple[int, int] | None:
    """Return (number of the petition, number of the sheet) that stand in a code; None if it is none."""
    said, _dash, letter = code.strip().upper().rpartition("-")
    petition, _dash, number = said.partition("-")
    digits = petition.isdecimal() and number.isdecimal() and said.isascii() and len(said) < 17
    if not digits or letter != _letter(said):
        return None
    return int(petition), int(number)


class Loss(models.Model):
    """That sheets with names on them are gone: a leak of data, of which the secretariat decides whom to tell.

    signed: how many people had signed on them, as far as somebody knows.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="losses")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    signed = models.PositiveSmallIntegerField(_("people who had signed, about"), null=True)
    words = models.TextField(_("what happened"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "losses"

    def __str__(self) -> str:
        return f"loss {self.pk}"

    @transaction.atomic
    def judge(self, *, told: bool, words: str, by: Person, at: datetime) -> None:
        """Write down whether the data protection authority was told, and why; twice is once."""
        values = {"told_authority": told, "words": words, "by": by, "at": at}
        _judgement, fresh = LossJudgement.objects.get_or_create(loss=self, defaults=values)
        if fresh:
            journal.write("judged loss of sheets", self, by=by, at=at, details={"told": told})


class LossJudgement(models.Model):
    """What the secretariat decided about a loss."""

    loss = models.OneToOneField(Loss, models.PROTECT, related_name="judgement")
    told_authority = models.BooleanField()
    words = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"judgement of {self.loss}"


class Custody(models.Model):
    """What happened to a sheet, when and where, and who had it in hand. Rows are added, never changed."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="custody")
    step = models.CharField(max_length=10, choices=Step)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    loss = models.ForeignKey(Loss, models.PROTECT, null=True, related_name="custody")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "custody"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.step}"

    @classmethod
    @transaction.atomic
    def note(
        cls, sheets: Iterable[Sheet], step: Step, *, person: Person | None, place: str = "",
        on: date, loss: Loss | None = None, by: Person, at: datetime,
    ) -> list[Sheet]:  # fmt: skip
        """Note the step for all or for none; a step that a sheet has just made is noted once. Raises NotNow.

        Pictures of a sheet are erased: they are for the count of one that has come back.
        """
        keys = sorted(sheet.pk for sheet in sheets)
        held = Sheet.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        moved = []
        for sheet in held.select_related("petition", "bundle"):
            last = sheet.last_step()
            if last == step and step != Step.TAKEN:
                continue
            if not can_follow(sheet, last, step):
                raise NotNow
            moved.append(sheet)
            # Brought back it waits for its number; else nobody counts it from a picture.
            sheet.erase_scans(by=by, at=at)
        rows = [
            cls(sheet=sheet, step=step, person=person, place=place, on=on, loss=loss, by=by, at=at)
            for sheet in moved
        ]
        Custody.objects.bulk_create(rows)
        for sheet in moved:
            journal.write(VERBS[step], sheet, by=by, at=at)
        return moved


VERBS = {
    Step.TAKEN: "took sheet",
    Step.RETURNED: "returned sheet",
    Step.LOST: "declared sheet lost",
    Step.DESTROYED: "destroyed sheet",
}
# What may follow on what; None: a sheet that nobody took yet.
FOLLOWS = {
    Step.TAKEN: (None, Step.TAKEN, Step.RETURNED),
    Step.RETURNED: (None, Step.TAKEN, Step.LOST),
    Step.LOST: (Step.TAKEN, Step.RETURNED),
    Step.DESTROYED: (None, Step.RETURNED),
}


def can_follow(sheet: Sheet, last: str | None, step: Step) -> bool:
    """Counted sheets go nowhere any more; returned ones are destroyed only once their number is settled."""
    if last not in FOLLOWS[step]:
        return False
    if step == Step.DESTROYED and last == Step.RETURNED:
        return hasattr(sheet, "result")
    return step != Step.TAKEN or not sheet.counts.exists()
