from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import ConsentText
from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.kit.saying import printable
from lampion.people.models import normalise_email
from lampion.petitions.actions import Signed
from lampion.petitions.models import Identity, NameUse, Petition
from lampion.places.naming import meant
from lampion.places.world import lands

# No name has them, and whoever types an address of a page as a name writes mails to strangers through us.
NOT_IN_NAMES = set("@/:<>\\{}[]|")
_LIKE_A_HOST = re.compile(r"\w{2,}\.[^\W\d_]{2,}(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where the form stands: which petition, the words about news, the age asked, for which group and stand.

    most_of_connection: signatures in an hour; most_of_all: in a minute. Above them they wait for somebody to look.
    """

    petition: Petition
    consent: ConsentText
    age: int
    most_of_connection: int
    most_of_all: int
    language: str
    group: Group | None = None
    event: Event | None = None


class Countries(BaseChoiceIterator):
    """All countries, by their names in the language of the page. Django leaves such choices as they are."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(_countries(get_language() or settings.LANGUAGE_CODE))


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    said = ((land.code, land.name(language)) for land in lands().values())
    return sorted(said, key=lambda pair: pair[1])


class SigningForm(forms.Form):
    """Turns what somebody typed into a Signed; saves nothing."""

    name = forms.CharField(
        label=_("First and last name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("You get one mail, with the link that makes your signature count."),
        error_messages={"invalid": _("Write the whole address, for example name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    locality = forms.CharField(
        label=_("Postcode or locality"),
        max_length=120,
        help_text=_("Abroad, the country is enough."),
        error_messages={"required": _("Write your postcode or locality.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "dir": "auto"}),
    )
    country = forms.ChoiceField(label=_("Country"), choices=Countries())
    use = forms.ChoiceField(
        label=_("How may your name be used?"), choices=NameUse.choices, widget=forms.RadioSelect
    )
    old_enough = forms.BooleanField()
    wants_news = forms.BooleanField(
        label=_("Tell me by mail what becomes of it. I can stop that with one click."),
        required=False,
    )
    wants_letters = forms.BooleanField(required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"class": "trap", "tabindex": "-1", "autocomplete": "off"}),
    )
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    # Filled in by proof.js; see petitions/proof.py.
    proof_token = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    proof_number = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, setting: Setting, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.setting = setting
        section = setting.petition.section
        self.fields["old_enough"].label = _("I am %(age)s or older") % {"age": setting.age}
        self.fields["old_enough"].error_messages["required"] = _(
            "You must be %(age)s or older to sign alone. Ask an adult to sign with you."
        ) % {"age": setting.age}
        self.fields["wants_letters"].label = setting.consent.words
        if not section.territory.detailed:
            self.fields["locality"].label = _("City")
            self.fields["locality"].widget.attrs["autocomplete"] = "address-level2"
        use = self.fields["use"]
        assert isinstance(use, forms.ChoiceField)
        use.choices = [
            (NameUse.COUNTED, NameUse.COUNTED.label),
            (
                NameUse.SHOWN,
                _("my name and locality may be shown to: %(addressee)s")
                % {"addressee": setting.petition.addressee},
            ),
        ]
        if self.is_bound and self["country"].value() != section.country:
            self.fields["locality"].required = False
        self.initial.setdefault("country", section.country)
        self.initial.setdefault("use", NameUse.COUNTED)
        self.initial.setdefault("consent_version", setting.consent.number)

    def clean_name(self) -> str:
        name = " ".join(unicodedata.normalize("NFC", printable(self.cleaned_data["name"])).split())
        strange = NOT_IN_NAMES & set(name) or _LIKE_A_HOST.search(name)
        if strange or not any(sign.isalpha() for sign in name):
            raise forms.ValidationError(_("Write your name, as it is on a letter."))
        return name

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def clean_locality(self) -> str:
        return " ".join(printable(self.cleaned_data["locality"]).split())

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field must stay empty: it traps robots."))
        return ""

    def clean_consent_version(self) -> int:
        """The words may change while somebody types: what they agreed to is what they read."""
        number: int = self.cleaned_data["consent_version"]
        if number != self.setting.consent.number and self.cleaned_data.get("wants_letters"):
            said = {"consent_version": str(self.setting.consent.number), "wants_letters": ""}
            self.data = {**self.data, **said}
            text = _("The words about our news have changed: please read them again.")
            self.add_error("wants_letters", text)
        return number

    def signed(self, *, aside: str = "") -> Signed:
        """aside: why it waits for a look, or nothing."""
        data, setting = self.cleaned_data, self.setting
        return Signed(
            petition=setting.petition,
            identity=Identity(
                name=data["name"],
                email=data["email"],
                locality=data["locality"],
                country=data["country"],
                language=setting.language,
                consent=setting.consent.pk if data["wants_letters"] else None,
            ),
            use=NameUse(data["use"]),
            wants_news=data["wants_news"],
            place=self._place(),
            group=setting.group,
            event=setting.event,
            aside=aside,
        )

    def _place(self) -> str:
        """Return where the locality is, if we know it, else the country: an unknown one is no mistake."""
        home = self.setting.petition.section.territory
        if self.cleaned_data["country"] != home.code:
            return str(self.cleaned_data["country"])
        place = meant(home, self.cleaned_data["locality"])
        return place.key if place and place.country == home.code else home.code
