from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PassageForm(forms.Form):
    """What was said of a point; version: of the words that whoever writes has before them."""

    text = forms.CharField(
        label=_("What was said"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)


class GuestForm(forms.Form):
    name = forms.CharField(
        label=_("A guest"),
        max_length=100,
        help_text=_("As they wish to be named in the minutes."),
    )


class QuickPointForm(forms.Form):
    title = forms.CharField(label=_("Another point"), max_length=200)


class AmendmentForm(forms.Form):
    text = forms.CharField(
        label=_("What it should say"), max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    why = forms.CharField(label=_("Why"), max_length=300, required=False)


class AnswerToAmendmentForm(forms.Form):
    answer = forms.CharField(
        label=_("A word to whoever proposed it"), max_length=300, required=False
    )
