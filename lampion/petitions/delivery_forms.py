from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from lampion.kit.saying import printable
from lampion.petitions.models import HandedHow, Petition
from lampion.petitions.paper_forms import LONGEST, not_to_come


class DeliveryForm(forms.Form):
    """The number and the words, or also names of those who agreed to that."""

    language = forms.ChoiceField(label=_("Language of the letter"))
    with_names = forms.TypedChoiceField(
        label=_("What is handed over"),
        coerce=lambda said: said == "names",
        initial="number",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, petition: Petition, named: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("number", _("the number and the text"))]
        if named:
            text = ngettext(
                "also the name and locality of %(count)s person who agreed to it",
                "also the names and localities of %(count)s people who agreed to it",
                named,
            )
            choices.append(("names", text % {"count": named}))
        _field(self, "with_names").choices = choices
        _field(self, "language").choices = [
            (one.language, get_language_info(one.language)["name_translated"])
            for one in petition.texts.all()
        ]


class HandingForm(forms.Form):
    on = forms.DateField(
        label=_("Handed over on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    how = forms.ChoiceField(label=_("How"), choices=HandedHow.choices)
    words = forms.CharField(
        label=_("By whom and where"),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST,
        required=False,
        help_text=_("The groups and everybody may read it: no name of somebody in danger."),
    )

    def clean_on(self) -> date:
        return not_to_come(self.cleaned_data["on"])

    def clean_words(self) -> str:
        return printable(self.cleaned_data["words"])


class AnswerForm(forms.Form):
    on = forms.DateField(
        label=_("Answered on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("What was answered"), widget=forms.Textarea({"rows": 4}), max_length=LONGEST
    )

    def clean_on(self) -> date:
        return not_to_come(self.cleaned_data["on"])

    def clean_words(self) -> str:
        return printable(self.cleaned_data["words"])


class DeliveryPictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, 8 MB at most. Everybody on it must agree."),
    )
    said = forms.CharField(
        label=_("What it shows"), max_length=200, help_text=_("For those who do not see it.")
    )

    def clean_said(self) -> str:
        return printable(self.cleaned_data["said"])


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]
