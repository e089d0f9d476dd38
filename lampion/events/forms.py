from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event

# What is farther is a slip of the finger.
FARTHEST = timedelta(days=3 * 366)


class EventForm(forms.ModelForm[Event]):
    """Turns what was typed into the words of an event; saves nothing."""

    class Meta:
        model = Event
        fields = ("kind", "name", "day", "place")
        widgets = {
            "kind": forms.RadioSelect,
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "name": _("For example: the market of Christmas."),
            "place": _("The name of the place and its street."),
        }

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = timezone.localdate()
        if not today - FARTHEST < day < today + FARTHEST:
            raise forms.ValidationError(_("This day is more than three years away."))
        return day
