from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import ConsentText
from lampion.enquiries.actions import Asked
from lampion.enquiries.models import Intent
from lampion.groups.models import Group
from lampion.people.models import normalise_email
from lampion.places.gazetteer import Locality
from lampion.places.naming import in_a_form, meant
from lampion.sections.models import Section

SALT = "enquiries.form"
FASTEST_SECONDS = 2
LONGEST_SECONDS = 12 * 3600


def fresh_key() -> str:
    """Return a signed (random key, moment): the same form sent again carries the same key."""
    return signing.dumps({"key": secrets.token_urlsafe(16), "at": int(time.time())}, salt=SALT)


def read_key(signed: str) -> str:
    """Return the random key. Raises BadSignature (forged or too old) and TooFast."""
    read = signing.loads(signed, salt=SALT, max_age=LONGEST_SECONDS)
    if time.time() - read["at"] < FASTEST_SECONDS:
        raise TooFast
    return str(read["key"])


class TooFast(Exception):
    """The form came back sooner than a person can fill it."""


def _line(label: Any, length: int, *, required: bool = True, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, widget=forms.TextInput(attrs=attrs)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where the form stands: which section, which group, the consent words shown and the age asked.

    place: the one that was chosen on the way here, in any country.
    """

    section: Section
    group: Group | None
    consent: ConsentText
    age: int
    language: str
    place: Locality | None = None

    @property
    def called(self) -> str:
        """The place that was chosen, as the form writes it."""
        return in_a_form(self.section.territory, self.place) if self.place else ""


class EnquiryForm(forms.Form):
    """Turns what a newcomer typed into an Asked; saves nothing."""

    intent = forms.ChoiceField(
        label=_("What would you like?"), choices=Intent.choices, widget=forms.RadioSelect
    )
    first_name = _line(_("First name"), 80, autocomplete="given-name")
    last_name = _line(_("Last name"), 80, autocomplete="family-name")
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We answer you there."),
        error_messages={"invalid": _("Write the whole address, for example name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = _line(_("Phone"), 30, required=False, autocomplete="tel", inputmode="tel")
    locality = forms.CharField(
        label=_("Postcode or locality"),
        max_length=120,
        help_text=_("So that we find the group near you."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    skills = forms.CharField(
        label=_("What you like doing or do well"),
        max_length=300,
        required=False,
        help_text=_("For example: writing, music, accounts, speaking in schools."),
    )
    availability = forms.CharField(
        label=_("When you are free"),
        max_length=300,
        required=False,
        help_text=_("For example: evenings, one Saturday a month."),
    )
    old_enough = forms.BooleanField()
    wants_news = forms.BooleanField(required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"class": "trap", "tabindex": "-1", "autocomplete": "off"}),
    )
    form_key = forms.CharField(widget=forms.HiddenInput)
    consent_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, setting: Setting, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.setting = setting
        self.place: Locality | None = None
        self.fields["old_enough"].label = _("I am %(age)s or older") % {"age": setting.age}
        self.fields["old_enough"].error_messages["required"] = _(
            "You must be %(age)s or older to write to us alone. Ask an adult to write with you."
        ) % {"age": setting.age}
        self.fields["wants_news"].label = setting.consent.words
        if not setting.section.territory.detailed:
            self.fields["locality"].label = _("City")
            self.fields["locality"].widget.attrs["autocomplete"] = "address-level2"
        self.initial.setdefault("form_key", fresh_key())
        self.initial.setdefault("consent_version", setting.consent.number)

    def clean_first_name(self) -> str:
        return " ".join(self.cleaned_data["first_name"].split())

    def clean_last_name(self) -> str:
        return " ".join(self.cleaned_data["last_name"].split())

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field must stay empty: it traps robots."))
        return ""

    def clean_locality(self) -> str:
        """Keep what was typed; a known place gives its postcode, an unknown one is no mistake."""
        typed: str = self.cleaned_data["locality"]
        home = self.setting.section.territory
        chosen = self.setting.place if typed == self.setting.called else None
        place = chosen or meant(home, typed)
        # Postcodes and provinces of another country say nothing to the section.
        self.place = place if place and place.country == home.code else None
        return typed

    def clean_form_key(self) -> str:
        try:
            return read_key(self.cleaned_data["form_key"])
        except TooFast:
            raise forms.ValidationError(
                _("That was very quick. Please send it once more.")
            ) from None
        except signing.BadSignature:
            self._renew_key()
            raise forms.ValidationError(
                _("This page had been open for long. Nothing is lost: please send it once more.")
            ) from None

    def _retype(self, name: str, value: str) -> None:
        self.data = {**self.data, name: value}

    def _renew_key(self) -> None:
        self._retype("form_key", fresh_key())

    def clean_consent_version(self) -> int:
        """The words may change while somebody types: what they agreed to is what they read."""
        number: int = self.cleaned_data["consent_version"]
        if number == self.setting.consent.number:
            return number
        self._retype("consent_version", str(self.setting.consent.number))
        raise forms.ValidationError(
            _("The words about our news have changed: please read them again.")
        )

    def asked(self) -> Asked:
        data, setting = self.cleaned_data, self.setting
        return Asked(
            section=setting.section,
            group=setting.group,
            intent=Intent(data["intent"]),
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            phone=data["phone"],
            locality=data["locality"],
            postcode=self.place.postcode if self.place else "",
            province=self.place.province if self.place else "",
            message=data["message"],
            skills=data["skills"],
            availability=data["availability"],
            language=setting.language,
            form_key=data["form_key"],
            wants_news=setting.consent if data["wants_news"] else None,
        )


class ReplyForm(forms.Form):
    """What the newcomer adds on the private page."""

    text = forms.CharField(
        label=_("Your message"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", secrets.token_urlsafe(16))
