from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.kit.formats import local_datetime
from lampion.kit.saying import printable
from lampion.petitions.actions.signing import same_name
from lampion.petitions.mailboxes import mailbox
from lampion.petitions.models import Condition, Confirmed, Petition
from lampion.places.naming import meant
from lampion.places.world import lands


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)


class ConditionForm(forms.Form):
    """Turns what is typed into a Condition that is not saved: domain and name become their marks."""

    domain = forms.CharField(
        label=_("Domain of the addresses"),
        required=False,
        max_length=253,
        help_text=_("What follows the @, for example example.org."),
    )
    name = forms.CharField(
        label=_("First and last name"),
        required=False,
        max_length=120,
        help_text=_("We do not keep it: only its mark, by which the same name is known again."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    lookalike = forms.BooleanField(
        label=_("The domain looks like another, known one"), required=False
    )
    place = forms.CharField(label=_("Locality or country"), required=False, max_length=120)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Signed through the group"), required=False
    )
    event = forms.ModelChoiceField(
        Event.objects.none(), label=_("Signed at the stand or class"), required=False
    )
    since = _moment(_("Signed from"))
    until = _moment(_("Signed before"))
    confirmed = forms.ChoiceField(
        label=_("Confirmed or not"), required=False, choices=[("", _("both")), *Confirmed.choices]
    )

    def __init__(self, data: Any = None, *, petition: Petition, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.petition = petition
        section = petition.section
        group, event = self.fields["group"], self.fields["event"]
        assert isinstance(group, forms.ModelChoiceField)
        assert isinstance(event, forms.ModelChoiceField)
        group.queryset = Group.objects.filter(section=section)
        since = petition.published_at or petition.made_at
        events = Event.objects.filter(group__section=section, day__gte=timezone.localdate(since))
        event.queryset = events.order_by("-day", "-pk")

    def clean_domain(self) -> str:
        said = self.cleaned_data["domain"].strip().removeprefix("@")
        if not said:
            return ""
        try:
            validate_email(f"x@{said}")
        except ValidationError:
            raise forms.ValidationError(
                _("Write a domain as it stands in an address, for example example.org.")
            ) from None
        return mailbox(f"x@{said}").domain

    def clean_place(self) -> str:
        """Turn it into what stands at signatures: a place of the gazetteer, or a country's code."""
        said = " ".join(printable(self.cleaned_data["place"]).split())
        if not said:
            return ""
        home, language = self.petition.section.territory, get_language() or "fr"
        for land in lands().values():
            if said.casefold() in (land.code, land.name(language).casefold()):
                return str(land.code)
        place = meant(home, said)
        if place is None or place.country != home.code:
            raise forms.ValidationError(_("We know no such place. Write a locality or a country."))
        return str(place.key)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name and not same_name(name):
            raise forms.ValidationError(_("Write a name: signs alone are in all names alike."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since >= until:
            self.add_error("until", _("The end comes after the beginning."))
        if not self.errors and not any(
            value for name, value in data.items() if name != "confirmed"
        ):
            raise forms.ValidationError(
                _("Say something that these signatures have in common: all would be set aside.")
            )
        return data

    def condition(self) -> Condition:
        data, key = self.cleaned_data, self.petition.key.secrets
        name = same_name(data["name"])
        return Condition(
            petition=self.petition,
            domain_mark=key.mark("domain", data["domain"]) if data["domain"] else "",
            name_mark=key.mark("name", name) if name else "",
            **{
                field: data[field]
                for field in (
                    "lookalike", "place", "group", "event", "since", "until", "confirmed",
                )
            },
        )  # fmt: skip

    def said(self) -> list[tuple[Any, Any]]:
        """Return what was said, field by field, as it is shown again."""
        shown: list[tuple[Any, Any]] = []
        for field in self:
            value = self.cleaned_data.get(field.name)
            if not value:
                continue
            if field.name in ("since", "until"):
                shown.append((field.label, local_datetime(value)))
            elif field.name == "confirmed":
                shown.append((field.label, Confirmed(value).label))
            elif field.name == "lookalike":
                shown.append((field.label, _("yes")))
            else:
                shown.append((field.label, field.value() if field.name == "place" else value))
        return shown


class ApplyForm(forms.Form):
    """seen: how many the page said it would set aside."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Stays with the petition. No name of a signer, no address."),
    )
    standing = forms.BooleanField(
        label=_("Also set aside whoever signs like this from now on"), required=False
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return printable(self.cleaned_data["reason"])
