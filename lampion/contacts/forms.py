from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import Contact, Preference, Theme
from lampion.groups.models import Group, Membership
from lampion.people.models import normalise_email


class PreferencesForm(forms.Form):
    """Which themes, and the letters of which groups, somebody wants; saves nothing."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label=_("What our news are about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Letters of these groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("In which language we write to you"), choices=settings.LANGUAGES
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact
        self.member_of = groups_of(contact)
        self.held = dict.fromkeys(self.member_of, True) | Preference.groups(contact)
        themes, groups = self.fields["themes"], self.fields["groups"]
        assert isinstance(themes, forms.ModelMultipleChoiceField)
        assert isinstance(groups, forms.ModelMultipleChoiceField)
        themes.queryset = Theme.objects.open().filter(section=contact.section)
        groups.queryset = Group.objects.filter(pk__in=self.held)
        refused = Preference.refused_themes(contact)
        self.initial = {
            "themes": [theme.pk for theme in themes.queryset if theme.pk not in refused],
            "groups": [key for key, wanted in self.held.items() if wanted],
            "language": contact.language,
        }
        if not self.held:
            del self.fields["groups"]

    def choices(self) -> list[tuple[Theme | Group, bool]]:
        """Return every theme and group about which something else is wanted than before, and whether it is wanted."""
        said: list[tuple[Theme | Group, bool]] = []
        for name in ("themes", "groups"):
            shown = self.fields.get(name)
            if isinstance(shown, forms.ModelMultipleChoiceField):
                wanted = {thing.pk for thing in self.cleaned_data[name]}
                before = set(self.initial[name])
                said += [
                    (thing, thing.pk in wanted)
                    for thing in shown.queryset or ()
                    if (thing.pk in wanted) != (thing.pk in before)
                ]
        return said


def groups_of(contact: Contact) -> list[int]:
    """Return the groups (keys) of which the contact is a member: it gets their letters unless it refuses them."""
    active = Membership.objects.active().filter(group__section=contact.section_id)
    return list(active.filter(person__email=contact.email).values_list("group", flat=True))


class ContactSearchForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the person"),
        max_length=254,
        help_text=_("The whole address: nobody browses here."),
    )

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


class ThemeForm(forms.Form):
    """The names of a theme, one for each language."""

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=format_lazy("{} ({})", _("Name"), language),
                max_length=80,
                initial=(names or {}).get(code, ""),
            )

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code, _name in settings.LANGUAGES}


class ConsentTextForm(forms.Form):
    words = forms.CharField(
        label=_("The words that people read and tick"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_words(self) -> str:
        return " ".join(self.cleaned_data["words"].split())
