from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.kit.folding import fold
from lampion.people.models import Person, normalise_email
from lampion.places import gazetteer
from lampion.places.world import lands


class FoundingForm(forms.Form):
    """Turns what was typed into the first section and an unsaved first person of its secretariat."""

    name = forms.CharField(label=_("Name of the section"), max_length=120)
    code = forms.SlugField(
        label=_("Short code"),
        max_length=12,
        help_text=_("Letters and digits, as in an address: be-fr."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    provinces = forms.MultipleChoiceField(
        label=_("Provinces where it has groups"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("In Belgium only. Elsewhere you choose the regions later, in the office."),
    )
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("Your sign-in codes go there.")
    )
    first_country = "be"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        named = {code: land.name(language) for code, land in lands().items()}
        self.fields["country"].choices = sorted(named.items(), key=lambda one: fold(one[1]))  # type: ignore[attr-defined]
        self.fields["country"].initial = self.first_country
        known = gazetteer.country(self.first_country).provinces
        self.fields["provinces"].choices = [  # type: ignore[attr-defined]
            (code, province.name) for code, province in known.items()
        ]

    def clean_country(self) -> str:
        return self.cleaned_data["country"] or self.first_country

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("country") != self.first_country:
            cleaned["provinces"] = []
        elif not cleaned.get("provinces") and "provinces" not in self.errors:
            self.add_error("provinces", _("Choose at least one."))
        return cleaned

    def section(self) -> dict[str, Any]:
        names = ("name", "code", "country", "provinces")
        return {name: self.cleaned_data[name] for name in names}

    def person(self) -> Person:
        person = Person(
            email=normalise_email(self.cleaned_data["email"]),
            first_name=self.cleaned_data["first_name"],
            last_name=self.cleaned_data["last_name"],
            language=get_language() or "fr",
        )
        person.set_unusable_password()
        return person
