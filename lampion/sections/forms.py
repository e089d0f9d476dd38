from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampion.people.models import normalise_email
from lampion.sections.models import Parameter, Scope, Section


class SectionForm(forms.ModelForm[Section]):
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Section
        fields = (
            "name",
            "legal_name",
            "bce_number",
            "address",
            "public_email",
            "public_phone",
            "privacy_contact",
            "website",
            "ink",
            "light",
        )
        widgets = {
            "ink": forms.TextInput(attrs={"type": "color"}),
            "light": forms.TextInput(attrs={"type": "color"}),
            "address": forms.Textarea(attrs={"rows": 3}),
        }


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"), help_text=_("JPEG, PNG or WebP, 8 MB at most. Shown in the header.")
    )


class PageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "A line that begins with ## is a heading, with - a list; **bold**, [words](address)."
        ),
    )


class ParameterForm(forms.ModelForm[Parameter]):
    class Meta:
        model = Parameter
        fields = ("name", "value", "valid_from", "source", "to_confirm")
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class StaffForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    scopes = forms.MultipleChoiceField(
        label=_("What they do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def names(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
