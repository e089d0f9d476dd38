"""What people type at a write-a-thon, about parcels, and about answers that came. None saves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case
from lampion.kit.choosing import ChoiceOfOne, offer
from lampion.letters.models import ParcelLine, What

MOST_TAPPED, MOST_IN_A_PARCEL = 500, 100_000
# Of either sort: three boxes each stay below the thousand fields that a request may have.
MOST_CASES = 100

LONGEST_NUMBER = 10
_RETURNED = _("This case left the list meanwhile. If the number is right, send it again.")
_LOST = _(
    "A case is no longer shown to you, and what you typed for it is not kept: %(numbers)s. Nothing is noted yet: look at the rest, then send it."
)


class TapForm(forms.Form):
    """One touch of a button. mark: of the page, so that it counts once."""

    case = ChoiceOfOne(Case)
    what = forms.ChoiceField(choices=What.choices)
    count = forms.IntegerField(min_value=1, max_value=MOST_TAPPED)
    mark = forms.CharField(max_length=40)

    def __init__(self, *args: Any, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)


class SlipForm(forms.Form):
    """line: the key of what is taken back, as the page showed it."""

    line = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def _number(label: str, initial: int = 0, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_IN_A_PARCEL, required=required, initial=initial
    )


def _keys(said: Iterable[str]) -> set[int]:
    return {int(key) for key in said if key.isascii() and key.isdecimal() and len(key) < 19}


def _typed(data: QueryDict) -> dict[int, list[str]]:
    """Return what was typed into the boxes of each case, whether or not they are still there; nothing of noughts."""
    found: dict[int, list[str]] = {}
    for name, said in data.items():
        what, _dash, key = name.partition("-")
        if what in What.values and str(said).strip(" 0"):
            for case in _keys([key]):
                found.setdefault(case, []).append(str(said).strip()[:LONGEST_NUMBER])
    return found


class ParcelForm(forms.Form):
    """A box for each kind of the cases that are offered, and of those that somebody adds: `another`, then `more`."""

    another = ChoiceOfOne(Case, label=_("Another case"), required=False, shown="shown_edition.name")

    def __init__(
        self, data: QueryDict | None, *, offered: Iterable[Case], all_cases: QuerySet[Case],
        counted: Mapping[tuple[int, str], int],
    ) -> None:  # fmt: skip
        asked = _keys([*data.getlist("more"), data.get("another", "")] if data else [])
        typed = _typed(data) if data else {}
        # Another case was chosen: it comes with empty boxes, and nothing is sent yet.
        self.adds = bool(data and ("add" in data or data.get("another")))
        kept = {name: str(said) for name, said in data.items()} if data and self.adds else {}
        super().__init__(None if self.adds else data, initial=kept | {"another": None})
        offer(self, "another", all_cases)
        self.cases = list(offered)[:MOST_CASES]
        keys = (asked | typed.keys()) - {case.pk for case in self.cases}
        self.more = list(all_cases.filter(pk__in=keys)[:MOST_CASES]) if keys else []
        self.cases += self.more
        # A box that was there when somebody typed into it, and is no more: its case left the list, or is hidden now.
        self.returned = [case for case in self.more if case.pk in typed and case.pk not in asked]
        lost = typed.keys() - {case.pk for case in self.cases}
        self.lost = (
            _LOST % {"numbers": ", ".join(n for pk in lost for n in typed[pk])} if lost else ""
        )
        for case in self.cases:
            for key, label in What.choices:
                said = f"{case.shown_edition.name} · {label}"
                initial = max(counted.get((case.pk, key), 0), 0)
                self.fields[f"{key}-{case.pk}"] = _number(said, initial)

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the boxes, case by case."""
        return [[self[f"{key}-{case.pk}"] for key in What.values] for case in self.cases]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for case in self.returned:
            for key in What.values:
                if said.get(f"{key}-{case.pk}"):
                    self.add_error(f"{key}-{case.pk}", _RETURNED)
        if self.lost:
            raise forms.ValidationError(self.lost)
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(_("Say what is in the parcel."))
        return said

    def numbers(self) -> dict[tuple[int, str], int]:
        return {
            (case.pk, key): self.cleaned_data[f"{key}-{case.pk}"] or 0
            for case in self.cases
            for key in What.values
        }


class ArrivalForm(forms.Form):
    """What was found in a parcel, line by line; what was said stands beside, not in the box."""

    def __init__(self, *args: Any, lines: Iterable[ParcelLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            edition = line.case.edition
            name = edition.name if edition else str(line.case)
            label = f"{name} · {line.get_what_display()}"
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST_IN_A_PARCEL
            )

    def numbers(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] for line in self.lines}


class SettlingForm(forms.Form):
    holds = forms.ChoiceField(
        label=_("Which number holds"),
        choices=(("found", _("what we found")), ("said", _("what the group said"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("The group reads it too."))


class ReplyForm(forms.Form):
    case = ChoiceOfOne(Case, label=_("For whom"), shown="shown_edition.name")
    who = forms.CharField(label=_("Who wrote"), max_length=160)
    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("What it says, in a few words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    scan = forms.FileField(
        label=_("The letter itself: a photo or a scan"),
        required=False,
        help_text=_("Cover the private address of whoever got it."),
    )

    def __init__(self, *args: Any, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)
        self.fields["received_on"].initial = timezone.localdate()

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
