from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampion.meetings.models import AgendaPoint, Answer
from lampion.people.models import Person


class PointForm(forms.Form):
    """The words of a point; version: as whoever writes saw it."""

    title = forms.CharField(label=_("Point"), max_length=200)
    text = forms.CharField(
        label=_("What it is about"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes planned"), min_value=1, max_value=480, required=False
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000
    )

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "text", "minutes")}

    @classmethod
    def initial_of(cls, point: AgendaPoint) -> dict[str, Any]:
        names = ("title", "text", "minutes", "version")
        return {name: getattr(point, name) for name in names}


class AnswerForm(forms.Form):
    """Whether somebody comes. others: who may vote in their place."""

    answer = forms.ChoiceField(label=_("Are you coming?"), choices=Answer, widget=forms.RadioSelect)
    proxy = forms.TypedChoiceField(
        label=_("Who votes for you"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only if you are not coming and somebody votes for you."),
    )

    def __init__(self, *args: Any, others: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {person.pk: person for person in others}
        choice = self.fields["proxy"]
        assert isinstance(choice, forms.TypedChoiceField)
        named = [(key, person.name) for key, person in self.others.items()]
        choice.choices = [("", "–"), *named]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("answer") == Answer.PROXY and not said.get("proxy") and "proxy" in said:
            self.add_error("proxy", _("Say who votes for you."))
        return said

    def words(self) -> dict[str, Any]:
        chosen = self.cleaned_data["proxy"]
        return {"answer": self.cleaned_data["answer"], "proxy": self.others.get(chosen)}
