from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.kit.saying import printable
from lampion.meetings.forms.meeting import LENGTHS
from lampion.meetings.models import Pattern, Rhythm

OFTEN = (
    ("weekday:1", _("the first of the month")),
    ("weekday:2", _("the second of the month")),
    ("weekday:3", _("the third of the month")),
    ("weekday:4", _("the fourth of the month")),
    ("weekday:5", _("the fifth, in months that have five")),
    ("weekday:-1", _("the last of the month")),
    ("weeks:1", _("every week")),
    ("weeks:2", _("every two weeks")),
    ("weeks:3", _("every three weeks")),
    ("weeks:4", _("every four weeks")),
    ("date", _("a date of the month")),
)


class RhythmForm(forms.Form):
    """When the group meets as a rule."""

    often = forms.ChoiceField(label=_("When"), choices=OFTEN)
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), choices=tuple(WEEKDAYS.items()), coerce=int
    )
    date = forms.IntegerField(
        label=_("Date of the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_(
            "Only for “a date of the month”, in place of the day of the week. A month that has no such date: its last day."
        ),
    )
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    minutes = forms.TypedChoiceField(label=_("How long"), choices=LENGTHS, coerce=int, initial=120)
    venue = forms.CharField(label=_("Where"), max_length=200)
    months_off = forms.TypedMultipleChoiceField(
        label=_("Months without a meeting"),
        choices=tuple(MONTHS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_months_off(self) -> list[int]:
        if len(self.cleaned_data["months_off"]) == len(MONTHS):
            raise forms.ValidationError(_("Leave at least one month in which the group meets."))
        months: list[int] = self.cleaned_data["months_off"]
        return months

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("often") == Pattern.DATE and not said.get("date") and "date" in said:
            self.add_error("date", _("Say which date, from 1 to 31."))
        return said

    def rule(self) -> dict[str, Any]:
        pattern, _colon, number = self.cleaned_data["often"].partition(":")
        names = ("weekday", "hour", "minutes", "venue", "months_off")
        said = {name: self.cleaned_data[name] for name in names}
        return said | {"pattern": pattern, "number": int(number or self.cleaned_data["date"])}

    def clean_venue(self) -> str:
        return printable(self.cleaned_data["venue"])

    @classmethod
    def initial_of(cls, group: Group, rhythm: Rhythm | None) -> dict[str, Any]:
        if rhythm is None:
            return {"venue": group.venue}
        names = ("weekday", "hour", "minutes", "venue", "months_off")
        said = {name: getattr(rhythm, name) for name in names}
        if rhythm.pattern == Pattern.DATE:
            return said | {"often": rhythm.pattern, "date": rhythm.number}
        return said | {"often": f"{rhythm.pattern}:{rhythm.number}"}
