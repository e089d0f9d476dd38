from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.groups.locating import Misplaced, locate, served_postcodes
from lampion.groups.models import Function, Group, GroupQuerySet, Kind, Mandate, Stage
from lampion.people.models import normalise_email
from lampion.sections.forms import InvitationLanguageField
from lampion.sections.models import Section

UNMANNED = "unmanned"


class GroupForm(forms.Form):
    """Turns what was typed into the fields of a group, its place and the postcodes it serves."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    locality = forms.CharField(label=_("Locality"), max_length=80, required=False)
    served = forms.CharField(
        label=_("Postcodes served"),
        max_length=2000,
        required=False,
        help_text=_("Besides its own, with a space between them: 1300 1340 1348."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rhythm = forms.CharField(label=_("When the group meets"), max_length=200, required=False)
    venue = forms.CharField(label=_("Where the group meets"), max_length=200, required=False)
    accessibility = forms.CharField(
        label=_("Accessibility of the place"), max_length=200, required=False
    )
    about = forms.CharField(
        label=_("About the group"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "A line that begins with ## is a heading, with - a list; **bold**, [words](address)."
        ),
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        if not section.territory.detailed:
            self.fields["locality"].label = _("City")
            self.fields["locality"].required = True
            for name in ("postcode", "served"):
                self.fields[name].required = False
                self.fields[name].widget = forms.HiddenInput()

    @classmethod
    def initial_of(cls, group: Group) -> dict[str, Any]:
        names = (
            "name",
            "kind",
            "postcode",
            "languages",
            "rhythm",
            "venue",
            "accessibility",
            "about",
        )
        served = [one for one in group.served_postcodes() if one != group.postcode]
        said = {name: getattr(group, name) for name in names}
        return said | {"locality": group.locality_name, "served": " ".join(served)}

    def clean_served(self) -> list[str]:
        try:
            return served_postcodes(self.section.territory, self.cleaned_data["served"])
        except Misplaced as misplaced:
            raise forms.ValidationError(misplaced.message) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.place = locate(
                self.section.territory,
                cleaned.get("postcode", "").strip(),
                cleaned.get("locality", ""),
            )
        except Misplaced as misplaced:
            if misplaced.column not in self.errors:
                self.add_error(misplaced.column, misplaced.message)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return the fields of a group, its place among them, without the postcodes it serves."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("served", "postcode", "locality", "number")
        }
        settled = Group()
        settled.settle(self.place)
        return values | {name: getattr(settled, name) for name in Group.PLACED}


class NewGroupForm(GroupForm):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=2**31 - 1)
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[(stage, stage.label) for stage in (Stage.IN_FORMATION, Stage.ACTIVE)],
    )
    field_order = ("number", "name", "kind", "stage")

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if Group.objects.filter(section=self.section, number=number).exists():
            raise forms.ValidationError(_("A group with this number already exists."))
        return number

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes().items() if name != "stage"}


class PictureForm(forms.Form):
    picture = forms.FileField(label=_("Picture"), help_text=_("JPEG, PNG or WebP, 8 MB at most."))
    picture_alt = forms.CharField(
        label=_("What the picture shows"),
        max_length=200,
        help_text=_("For those who cannot see it. Only show people who agreed."),
    )


class StageForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class MandateForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = InvitationLanguageField()
    function = forms.ChoiceField(label=_("Function"), choices=Function.choices)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, section = self.fields["language"], group.section
        assert isinstance(language, InvitationLanguageField)
        language.offer([*group.languages, section.first_language, *section.languages])

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


class FilterForm(forms.Form):
    """What of the list to show; an empty or unknown choice shows all."""

    q = forms.CharField(label=_("Name, number or locality"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("all"))
        self.fields["kind"].choices = [every, *Kind.choices]  # type: ignore[attr-defined]
        unmanned = (UNMANNED, _("without a responsable"))
        self.fields["state"].choices = [every, *Stage.choices, unmanned]  # type: ignore[attr-defined]

    def narrow(self, groups: GroupQuerySet) -> GroupQuerySet:
        chosen = self.cleaned_data if self.is_valid() else {}
        if kind := chosen.get("kind"):
            groups = groups.filter(kind=kind)
        state = chosen.get("state")
        if state == UNMANNED:
            manned = Mandate.objects.open().filter(function=Function.COORDINATOR).values("group")
            groups = groups.exclude(pk__in=manned).exclude(Q(pk__in=groups.at_stage(Stage.CLOSED)))
        elif state:
            groups = groups.at_stage(state)
        return groups.matching(chosen.get("q") or "")


class RequirementForm(forms.Form):
    """What the section asks, in each language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"words_{code}"] = forms.CharField(label=language, max_length=200)

    def words(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"words_{code}"] for code, _name in settings.LANGUAGES}
