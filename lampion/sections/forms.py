from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from lampion.kit.colours import ENOUGH, INK, PAPER, contrast
from lampion.people.forms import PersonChoiceField
from lampion.people.models import normalise_email
from lampion.sections import origins
from lampion.sections.models import Parameter, Region, Scope, Section
from lampion.sections.models.member import SectionMemberQuerySet


class OriginsField(forms.CharField):
    """One origin a line; gives the list of them, as a browser compares them, each once."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line for line in (super().to_python(value) or "").splitlines() if line.strip()]
        if len(lines) > origins.MOST:
            raise forms.ValidationError(_("%(most)s sites at most."), params={"most": origins.MOST})
        found, wrong = [], []
        for line in lines:
            try:
                found.append(origins.read_origin(line))
            except forms.ValidationError as refused:
                wrong.append(refused)
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(found))


class InvitationLanguageField(forms.ChoiceField):
    """In which language somebody is invited: the first one if nothing is said; not asked where there is one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            "label": _("In which language we write to them"),
            "help_text": _("Somebody who has signed in before keeps their own language."),
        }
        super().__init__(**kwargs)

    def offer(self, codes: list[str]) -> None:
        names = dict(settings.LANGUAGES)
        self.choices = [(code, names[code]) for code in dict.fromkeys(codes)]
        self.initial = codes[0]
        if len(self.choices) == 1:
            self.widget = forms.HiddenInput()

    def clean(self, value: Any) -> str:
        return str(super().clean(value or self.initial))


class SectionForm(forms.ModelForm[Section]):
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    join_url = forms.URLField(
        label=_("Where one becomes a member of the section"),
        required=False,
        assume_scheme="https",
        help_text=_("Shown as a button on the page “How to become a member”."),
    )
    embedders = OriginsField(
        label=_("Sites that may show your finder"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One a line, like https://www.example.be. Your own site too."),
    )

    languages = forms.MultipleChoiceField(
        label=_("Languages of the section"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Those in which it has pages. A new group begins with them, and new people are invited in one of them. "
            "A language taken away is no longer offered there; pages, groups and people keep theirs."
        ),
    )
    first_language = forms.ChoiceField(
        label=_("First language"),
        help_text=_("In which it writes when it does not know what somebody reads."),
    )

    class Meta:
        model = Section
        fields = (
            "name",
            "languages",
            "legal_name",
            "bce_number",
            "address",
            "public_email",
            "public_phone",
            "privacy_contact",
            "website",
            "join_url",
            "ink",
            "light",
            "embedders",
        )
        widgets = {
            "ink": forms.TextInput(attrs={"type": "color"}),
            "light": forms.TextInput(attrs={"type": "color"}),
            "address": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.languages
        written = set(self.instance.pages.values_list("language", flat=True)) | set(held)
        offered = [one for one in settings.LANGUAGES if one[0] in written]
        for name in ("languages", "first_language"):
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["first_language"].initial = self.instance.first_language
        self.order_fields(["name", "languages", "first_language"])

    def clean(self) -> dict[str, Any]:
        """The first language stands first in the list."""
        cleaned = super().clean() or {}
        chosen, first = cleaned.get("languages"), cleaned.get("first_language")
        if chosen and first in chosen:
            cleaned["languages"] = [first, *(code for code in chosen if code != first)]
        elif chosen and first:
            self.add_error("first_language", _("Choose one of the languages ticked above."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return field -> value of what is other than before."""
        names = [name for name in self.changed_data if name in self.Meta.fields]
        if "first_language" in self.changed_data:
            names.append("languages")
        return {name: self.cleaned_data[name] for name in names}

    def clean_ink(self) -> str:
        ink: str = self.cleaned_data["ink"]
        if contrast(ink, PAPER) < ENOUGH:
            raise forms.ValidationError(
                _("Links in this colour would be hard to read: choose a darker one.")
            )
        return ink

    def clean_light(self) -> str:
        light: str = self.cleaned_data["light"]
        if contrast(light, INK) < ENOUGH:
            raise forms.ValidationError(
                _("Words on this colour would be hard to read: choose a lighter one.")
            )
        return light


class RegionForm(forms.Form):
    """Names in each language and the provinces; a province belongs to one region at most."""

    provinces = forms.MultipleChoiceField(label=_("Provinces"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        for code, language in settings.LANGUAGES:
            name = forms.CharField(
                label=format_lazy("{} ({})", _("Name"), language),
                max_length=60,
                initial=(region.names or {}).get(code, ""),
            )
            self.fields[f"name_{code}"] = name
        self.order_fields([name for name in self.fields if name != "provinces"])
        self.fields["provinces"].initial = region.provinces
        self.fields["provinces"].choices = [  # type: ignore[attr-defined]
            (code, province.name) for code, province in region.section.territory.provinces.items()
        ]

    def clean_provinces(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["provinces"]
        for other in Region.objects.filter(section=self.region.section).exclude(pk=self.region.pk):
            if set(chosen) & set(other.provinces):
                message = _("A province you chose already belongs to the region %(region)s.")
                raise forms.ValidationError(message, params={"region": other})
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        slug = slugify(cleaned.get("name_fr", ""))
        taken = Region.objects.filter(section=self.region.section, slug=slug)
        if self.region.pk is None and taken.exists():
            self.add_error("name_fr", _("A region with this name already exists."))
        return cleaned

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code, _name in settings.LANGUAGES}


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
    language = InvitationLanguageField()
    scopes = forms.MultipleChoiceField(
        label=_("What they do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, InvitationLanguageField)
        language.offer([section.first_language, *section.languages])

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "language")}


class AbsenceForm(forms.Form):
    person = PersonChoiceField(label=_("Who"), empty_label=None)
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, PersonChoiceField)
        choice.queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet"), help_text=_("CSV or XLSX, 8 MB and 20,000 lines at most.")
    )


class MemberFilterForm(forms.Form):
    """What of the register to show; an empty or unknown choice shows all."""

    q = forms.CharField(label=_("Name, number or locality"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("Membership"), required=False)

    STATES = (
        ("", _("all")),
        ("valid", _("valid")),
        ("ending", _("ends within 60 days")),
        ("ended", _("ended")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = self.STATES  # type: ignore[attr-defined]

    def narrow(self, members: SectionMemberQuerySet, on: date) -> SectionMemberQuerySet:
        self.full_clean()
        wanted = self.cleaned_data
        found = members.searched(wanted.get("q", ""))
        if wanted.get("state") == "valid":
            return found.valid(on)
        if wanted.get("state") == "ending":
            return found.ending(on, within=timedelta(days=60))
        return found.ended(on) if wanted.get("state") == "ended" else found
