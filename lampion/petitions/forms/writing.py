"""What the secretariat types to begin a petition; saves nothing."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case
from lampion.cases.models.case import CaseQuerySet
from lampion.kit.choosing import ChoiceOfOne, offer
from lampion.petitions.models import Petition, PetitionText

MOST_GOALS = 12
WORDS = ("title", "text", "ask")


class PetitionForm(forms.Form):
    case = ChoiceOfOne(Case, label=_("For whom"), shown="edition.name")
    addressee = forms.CharField(
        label=_("To whom it goes"),
        max_length=200,
        help_text=_("For example: the Minister of Justice of Morocco."),
    )
    goals = forms.CharField(
        label=_("Goals, step by step"),
        max_length=120,
        initial="100, 500, 1000, 5000",
        help_text=_("Rising numbers, with commas between. The next one shows when one is reached."),
    )
    closes_at = forms.DateTimeField(
        label=_("Signed until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    opens_at = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    agreed_by = forms.CharField(
        label=_("Who said that the person or the family agrees"),
        max_length=200,
        required=False,
        help_text=_("Nothing is published before somebody said so."),
    )
    agreed_on = forms.DateField(
        label=_("On which day they said so"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: Any = None, *, cases: CaseQuerySet, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.at = at
        offer(self, "case", cases)
        for code, _name in settings.LANGUAGES:
            self.fields |= _fields_of(code)

    @property
    def editions(self) -> list[tuple[str, str, list[forms.BoundField], bool]]:
        """Code, name, fields of each language, and whether it has words or must have them."""
        rows = []
        for code, name in settings.LANGUAGES:
            fields = [self[f"{word}_{code}"] for word in WORDS]
            rows.append((code, str(name), fields, any(each.value() for each in fields)))
        return rows

    def clean_goals(self) -> list[int]:
        parts = [part.strip() for part in re.split(r"[,;]", self.cleaned_data["goals"])]
        plain = [re.sub(r"\s", "", part) for part in parts if part]
        if not plain or not all(part.isascii() and part.isdigit() for part in plain):
            raise forms.ValidationError(_("Write whole numbers with commas between."))
        goals = [int(part) for part in plain]
        rising = all(low < high for low, high in pairwise(goals))
        if goals[0] < 1 or not rising or len(goals) > MOST_GOALS or goals[-1] > 10**9:
            raise forms.ValidationError(_("Each goal is higher than the one before it."))
        return goals

    def clean_closes_at(self) -> datetime:
        closes: datetime = self.cleaned_data["closes_at"]
        if closes <= self.at:
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        return closes

    def clean(self) -> None:
        opens, closes = self.cleaned_data.get("opens_at"), self.cleaned_data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It ends before it begins: choose a later moment."))
        said = 0
        for code, _name in settings.LANGUAGES:
            words = [self.cleaned_data.get(f"{word}_{code}", "") for word in WORDS]
            said += all(words)
            if any(words) and not all(words):
                for word, value in zip(WORDS, words, strict=True):
                    if not value and f"{word}_{code}" not in self.errors:
                        self.add_error(
                            f"{word}_{code}", _("In one language all three are said, or nothing.")
                        )
        if not said and not self.errors:
            raise forms.ValidationError(_("Write the words in at least one language."))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("case", *Petition.WRITTEN)}

    def texts(self) -> list[PetitionText]:
        data = self.cleaned_data
        found = []
        for code, _name in settings.LANGUAGES:
            words = {word: data[f"{word}_{code}"] for word in WORDS}
            if all(words.values()):
                found.append(PetitionText(language=code, **words))
        return found

    @staticmethod
    def initial_of(petition: Petition) -> dict[str, Any]:
        said = {name: getattr(petition, name) for name in Petition.WRITTEN}
        said["goals"] = ", ".join(str(goal) for goal in petition.goals)
        said["case"] = petition.case_id
        for text in petition.texts.all():
            said |= {f"{word}_{text.language}": getattr(text, word) for word in WORDS}
        return said


def _fields_of(code: str) -> dict[str, forms.Field]:
    lang = {"lang": code}
    return {
        f"title_{code}": forms.CharField(
            label=_("Title"), max_length=120, required=False, widget=forms.TextInput(attrs=lang)
        ),
        f"text_{code}": forms.CharField(
            label=_("What it is about"),
            max_length=6000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 8, **lang}),
        ),
        f"ask_{code}": forms.CharField(
            label=_("What we ask"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, **lang}),
        ),
    }


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture for sharing"),
        help_text=_("JPEG, PNG or WebP, 8 MB at most. Everybody may see it."),
    )
