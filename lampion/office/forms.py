from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.people.models import Person, normalise_email
from lampion.places import gazetteer


class FoundingForm(forms.Form):
    """Turns what was typed into the first section and an unsaved first person of its secretariat."""

    name = forms.CharField(label=_("Name of the section"), max_length=120)
    code = forms.SlugField(
        label=_("Short code"),
        max_length=12,
        help_text=_("Letters and digits, as in an address: be-fr."),
    )
    provinces = forms.MultipleChoiceField(
        label=_("Provinces where it has groups"), widget=forms.CheckboxSelectMultiple
    )
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("Your sign-in codes go there.")
    )
    country = "be"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        known = gazetteer.country(self.country).provinces
        self.fields["provinces"].choices = [  # type: ignore[attr-defined]
            (code, province.names[language]) for code, province in known.items()
        ]

    def section(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("name", "code", "provinces")}
        return said | {"country": self.country}

    def person(self) -> Person:
        person = Person(
            email=normalise_email(self.cleaned_data["email"]),
            first_name=self.cleaned_data["first_name"],
            last_name=self.cleaned_data["last_name"],
            language=get_language() or "fr",
        )
        person.set_unusable_password()
        return person
