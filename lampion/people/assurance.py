"""Who has a second factor, and who must have one: rooms above say it through the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from lampion.kit.registers import second_factor_due
from lampion.people.models import AuthenticatorApp, Passkey, Person


def enrolled(people: Iterable[Person]) -> set[int]:
    """Return the keys of those of `people` who have a second factor."""
    held = set(Passkey.objects.filter(person__in=people).values_list("person", flat=True))
    return held | set(
        AuthenticatorApp.objects.filter(person__in=people).values_list("person", flat=True)
    )


def is_enrolled(person: Person) -> bool:
    mine = {"person": OuterRef("pk")}
    has_one = Exists(Passkey.objects.filter(**mine)) | Exists(
        AuthenticatorApp.objects.filter(**mine)
    )
    return Person.objects.filter(has_one, pk=person.pk).exists()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on a day. due_on: the last day without a second factor; None: needs none."""

    enrolled: bool
    due_on: date | None
    on: date

    @property
    def is_missing(self) -> bool:
        return not self.enrolled and self.due_on is not None

    @property
    def is_late(self) -> bool:
        return not self.enrolled and self.due_on is not None and self.on > self.due_on


def standing(person: Person, on: date) -> Standing:
    has_one = is_enrolled(person)
    return Standing(has_one, None if has_one else second_factor_due(person, on), on)


def standing_of(request: HttpRequest) -> Standing | None:
    """Return where the reader stands today, looked up once for a request; None for strangers."""
    known = vars(request)
    if "second_factor" not in known:
        user = getattr(request, "user", None)
        known["second_factor"] = (
            standing(user, timezone.localdate()) if isinstance(user, Person) else None
        )
    found: Standing | None = known["second_factor"]
    return found
