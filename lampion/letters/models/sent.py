"""The ledger of what was written for a case. A line is never changed; a mistake is undone, or another line corrects it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case
from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.letters.models.appeal import Appeal, Kind
from lampion.people.models import Person


class What(models.TextChoices):
    LETTER = "letter", _("letters to authorities")
    MESSAGE = "message", _("messages of solidarity")
    SIGNATURE = "signature", _("signatures on paper")


class Channel(models.TextChoices):
    VISITOR = "visitor", _("somebody on the site")
    LINK = "link", _("a writer, by the link in a mail")
    MEMBER = "member", _("a member of the group")
    TOTAL = "total", _("a total, typed by the group")
    SESSION = "session", _("counted at an event")
    ARRIVAL = "arrival", _("corrected after the paper was counted")


# What nobody signed in for: only the secretariat can say that it was a mistake or a joke.
UNSIGNED = (Channel.VISITOR, Channel.LINK)
# What a group says of its own, and may say was a mistake: not what others counted for it, nor the secretariat.
OWN = (Channel.MEMBER, Channel.TOTAL, Channel.SESSION)


class Late(Exception):
    """The letter may not be sent any more: its last day has passed, or its case is hidden or closed."""


def last_day_of(case: Case) -> date | None:
    """Return the day after which nothing may be sent for it: its own, or that on which it was closed; None without."""
    closing = case.closing()
    closed_on = timezone.localdate(closing.at) if closing else None
    days = [case.edition.expires_on if case.edition else None, closed_on]
    return min((day for day in days if day), default=None)


class SentQuerySet(models.QuerySet["Sent"]):
    def unsigned(self) -> SentQuerySet:
        return self.filter(channel__in=UNSIGNED)

    def standing(self) -> SentQuerySet:
        return self.filter(undone_at=None)

    def total(self) -> int:
        return int(self.standing().aggregate(all=Sum("count"))["all"] or 0)

    def table(self) -> dict[tuple[int, str], int]:
        """Return (case, what) -> how many."""
        rows = self.standing().order_by().values("case", "what").annotate(all=Sum("count"))
        return {(row["case"], row["what"]): row["all"] for row in rows}


class Sent(models.Model):
    """So many letters, messages or signatures of a day. group: None for what nobody did as a group.

    mark: what must count once (a form, a writer's answer), hashed; holds nothing about anybody.
    count: below zero only where the paper was fewer than was said.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    channel = models.CharField(max_length=10, choices=Channel)
    count = models.IntegerField()
    on = models.DateField()
    mark = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 several without a mark
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = SentQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gt=0) | Q(count__lt=0, channel=Channel.ARRIVAL),
                name="sent_counts_something",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "group", "on"], name="sent_by_case_and_group"),
            models.Index(fields=["group", "on"], name="sent_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.what}"

    @property
    def is_own(self) -> bool:
        return self.channel in OWN

    @classmethod
    @transaction.atomic
    def of_appeal(cls, appeal: Appeal, *, at: datetime, mark: str | None, **said: Any) -> bool:
        """Count what was sent of a letter; the same mark counts once. Raises Late. Returns whether it counted."""
        if not appeal.may_be_sent(at):
            raise Late
        what = What.MESSAGE if appeal.kind == Kind.CARD else What.LETTER
        said = {"count": 1, "on": timezone.localdate(at)} | said
        values = {"case": appeal.case, "appeal": appeal, "what": what, "at": at} | said
        if mark is None:
            cls.objects.create(**values)
            return True
        _sent, fresh = cls.objects.get_or_create(mark=mark, defaults=values)
        return fresh

    @classmethod
    @transaction.atomic
    def note_total(
        cls, group: Group, case: Case, what: str, count: int, *, by: Person, at: datetime, on: date,
        appeal: Appeal | None = None,
    ) -> Sent:  # fmt: skip
        """What writers told the group, typed by one of its members. Written before it was too late, it counts.

        Raises Late when the day is after the last of the case or of the letter.
        """
        lasts = (last_day_of(case), appeal.last_day if appeal else None)
        if any(last and on > last for last in lasts):
            raise Late
        made = cls.objects.create(
            case=case, appeal=appeal, group=group, what=what, channel=Channel.TOTAL, count=count,
            on=on, by=by, at=at,
        )  # fmt: skip
        details = {"group": group.pk, "count": count, "what": what}
        journal.write("counted letters", case, by=by, at=at, details=details)
        return made

    @classmethod
    @transaction.atomic
    def tap(
        cls, event: Event, case: Case, what: str, count: int, *, mark: str, by: Person, at: datetime
    ) -> bool:  # fmt: skip
        """Count at an event what was just written; the same mark counts once. Raises Late."""
        if not case.may_be_acted_on(at):
            raise Late
        values = {
            "case": case, "group_id": event.group_id, "event": event, "what": what, "count": count,
            "channel": Channel.SESSION, "on": timezone.localdate(at), "by": by, "at": at,
        }  # fmt: skip
        _sent, fresh = cls.objects.get_or_create(mark=mark, defaults=values)
        return fresh

    @transaction.atomic
    def undo(self, *, by: Person, at: datetime) -> bool:
        """It was a mistake; the line stays, and counts no more. Twice is once. Returns whether it counted till now."""
        counted = Sent.objects.filter(pk=self.pk, undone_at=None)
        fresh = bool(counted.update(undone_at=at, undone_by=by))
        if fresh:
            details = {"count": self.count, "what": self.what}
            journal.write("took back a count of letters", self.case, by=by, at=at, details=details)
        return fresh
