from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Group
from lampion.kit.formats import local_appointment
from lampion.kit.saying import printable
from lampion.meetings.models import Meeting

LENGTHS = (
    (60, _("1 hour")),
    (90, _("1 hour and a half")),
    (120, _("2 hours")),
    (180, _("3 hours")),
    (480, _("all day")),
)

FARTHEST = timedelta(days=3 * 366)
WORDS = ("venue", "minutes", "note", "link", "doors", "accessibility")


class MeetingForm(forms.Form):
    """Turns what was typed into a moment and its words; saves nothing."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    minutes = forms.TypedChoiceField(label=_("How long"), choices=LENGTHS, coerce=int, initial=120)
    venue = forms.CharField(
        label=_("Where"),
        max_length=200,
        help_text=_("Everybody reads it: the name of the place and its street, or a video link."),
    )
    note = forms.CharField(
        label=_("What newcomers should know"),
        max_length=300,
        required=False,
        help_text=_("For example: ring at the side door; lift on the left."),
    )

    link = forms.URLField(
        label=_("Video link"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Only members of the group see it."),
    )
    doors = forms.CharField(
        label=_("How to get in"),
        max_length=300,
        required=False,
        help_text=_("Code of the door, name on the bell: only members of the group see it."),
    )
    accessibility = forms.CharField(
        label=_("Accessibility"),
        max_length=200,
        required=False,
        help_text=_("For example: no step, lift, room with a hearing loop."),
    )

    def clean_day(self) -> Any:
        if self.cleaned_data["day"] < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        if self.cleaned_data["day"] > timezone.localdate() + FARTHEST:
            raise forms.ValidationError(_("This day is more than three years away."))
        return self.cleaned_data["day"]

    def clean_venue(self) -> str:
        return printable(self.cleaned_data["venue"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if {"day", "hour"} <= said.keys() and not _on_the_clock(self.starts_at()):
            self.add_error("hour", _("The clocks go forward that night: this hour does not exist."))
        return said

    def starts_at(self) -> datetime:
        """Return the instant: what was typed is the clock where the groups live."""
        typed = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        return timezone.make_aware(typed)

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS}

    @classmethod
    def initial_of(cls, meeting: Meeting) -> dict[str, Any]:
        starts = timezone.localtime(meeting.starts_at)
        said = {name: getattr(meeting, name) for name in WORDS}
        return said | {"day": starts.date(), "hour": starts.time()}


class ChangeForm(MeetingForm):
    """A meeting as somebody read it. changes: how often it had been changed then."""

    changes = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=30_000
    )

    @classmethod
    def initial_of(cls, meeting: Meeting) -> dict[str, Any]:
        return super().initial_of(meeting) | {"changes": meeting.changes}

    def read_again(self, meeting: Meeting) -> ChangeForm:
        """Return what was typed, beside what somebody else wrote meanwhile: saved once more, it counts."""
        again = type(self)(
            {**{name: self.data[name] for name in self.data}, "changes": meeting.changes}
        )
        now = {"when": local_appointment(meeting.starts_at), "venue": meeting.venue}
        words = _("Somebody else changed this meeting meanwhile. It now says: %(when)s, %(venue)s. Save again if your words are to count.")  # fmt: skip
        again.add_error(None, forms.ValidationError(words, params=now))
        return again


def _on_the_clock(here: datetime) -> bool:
    return here.astimezone(UTC).astimezone(here.tzinfo).time() == here.time()


class NewMeetingForm(MeetingForm):
    """A meeting of one of the groups of which somebody is a responsable."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), empty_label=None)
    field_order = ("group",)

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["group"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = groups
        known = list(groups[:2])
        if len(known) == 1:
            choice.widget = forms.HiddenInput()
            self.initial.update({"group": known[0].pk, "venue": known[0].venue})
