from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lampion.kit.choosing import ChoiceOfOne
from lampion.people.models import Openness, Passkey, Person, normalise_email


class PersonChoiceField(ChoiceOfOne):
    """People by their names. The form says who may be chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person, shown="name", **kwargs)


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of eight digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not (code.isascii() and code.isdigit() and len(code) == 8):
            raise forms.ValidationError(_("The code has eight digits."))
        return code


class AppCodeForm(forms.Form):
    app_code = forms.CharField(
        label=_("Code of six digits from your app"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_app_code(self) -> str:
        code = "".join(self.cleaned_data["app_code"].split())
        if not (code.isascii() and code.isdigit() and len(code) == 6):
            raise forms.ValidationError(_("The code has six digits."))
        return code


class RecoveryForm(forms.Form):
    recovery_code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        help_text=_("Sixteen letters and digits, from the sheet that you kept. Each works once."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasskeyNameForm(forms.ModelForm[Passkey]):
    class Meta:
        model = Passkey
        fields = ("name",)
        labels = {"name": _("Name of this passkey")}
        help_texts = {"name": _("So that you know it again: my telephone, the office computer…")}


READERS = [(one, one.label) for one in (Openness.RESPONSABLES, Openness.GROUP)]


class DetailsForm(forms.Form):
    """What people say about themselves, and to whom they open it."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        help_text=_("The core of your groups always reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    name_open = forms.ChoiceField(
        label=_("Who reads my last name"),
        choices=READERS,
        help_text=_("What you write or take on in a group stands there under your whole name."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    phone_open = forms.ChoiceField(
        label=_("Who may see my phone number"),
        choices=Openness.choices,
        help_text=_("One by one, with a click; who clicked is noted."),
    )
    email_open = forms.ChoiceField(
        label=_("Who may see my e-mail address"),
        choices=READERS,
        help_text=_("One by one, with a click; who clicked is noted."),
    )
    language = forms.ChoiceField(
        label=_("Language in which we write to you"), choices=settings.LANGUAGES
    )

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, str]:
        return {name: getattr(person, name) for name in cls.base_fields}
