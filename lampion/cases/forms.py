"""What the secretariat types about a case. Each form turns it into words; none saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Case, CaseDocument, Consent, Edition, Suspension
from lampion.contacts.models import Theme
from lampion.decisions.models import Decision
from lampion.groups.models import Group
from lampion.kit.choosing import ChoiceOfOne, offer
from lampion.kit.formats import moment_in
from lampion.people.forms import PersonChoiceField
from lampion.people.models import Person
from lampion.places.world import lands
from lampion.sections.models import Section

# In which authorities read; others are written to in English or French.
WRITTEN_IN = (
    "ar", "be", "bn", "de", "en", "es", "fa", "fr", "hi", "id", "it", "ja", "ko", "ku", "my", "nl", "pl", "pt", "ru",
    "sw", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip

MOST_WISHES = 20


def language_names() -> list[tuple[str, str]]:
    """Return code and name of each language to write in, by name in the reader's language."""
    known = Locale.parse(get_language() or "fr").languages
    return sorted(((code, str(known[code])) for code in WRITTEN_IN), key=lambda pair: pair[1])


def countries() -> list[tuple[str, str]]:
    """Return code and name of each country, by name in the reader's language."""
    language = get_language() or "fr"
    named = [(land.code, land.name(language)) for land in lands().values()]
    return sorted(named, key=lambda pair: pair[1])


class SeenForm(forms.Form):
    """seen: when the words were last changed from which one types; nothing before the first."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def read_at(self) -> datetime:
        """What no clock says is a moment long ago: then it is not what is there now."""
        return moment_in(self.cleaned_data["seen"])

    def changed_meanwhile(self, changed_at: datetime) -> None:
        """Say so and keep what was typed; whoever sends it again has read the other words."""
        assert isinstance(self.data, QueryDict)
        kept = self.data.copy()
        kept["seen"] = changed_at.isoformat()
        self.data = kept
        said = _(
            "A colleague changed it meanwhile. Nothing is lost: below is what they wrote, then your text. Put together what should stay, and save."
        )
        self.add_error(None, said)


class EditionForm(SeenForm, forms.ModelForm[Edition]):
    languages = forms.MultipleChoiceField(
        label=_("Languages to write in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(label=_("Country"))

    class Meta:
        model = Edition
        fields = (
            "name", "pseudonym", "kind", "country", "language", "summary", "story", "addressee", "asks",
            "short_goals", "long_goals", "dos", "donts", "languages", "tier", "embargo_until", "expires_on",
        )  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "story": forms.Textarea(attrs={"rows": 10}),
            **{
                name: forms.Textarea(attrs={"rows": 4})
                for name in ("asks", "short_goals", "long_goals", "dos", "donts")
            },
            "tier": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "embargo_until": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "name": _("As it may be read everywhere. If the true name is a danger, invent one."),
            "summary": _("For lists and mails: who, where, what they risk."),
            "story": _("A line that begins with ## is a heading, with - a list; **bold**."),
            "addressee": _("An authority, for example a minister or the director of a prison."),
            "donts": _("Letter writers see it in red, beside what they write."),
            "embargo_until": _("Nobody outside the secretariat reads it before this hour."),
            "expires_on": _("After that day nothing can be sent or signed any more."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, languages = self.fields["country"], self.fields["languages"]
        assert isinstance(country, forms.ChoiceField)
        assert isinstance(languages, forms.MultipleChoiceField)
        country.choices = [("", "—"), *countries()]
        languages.choices = language_names()
        self.fields["language"].widget = forms.Select(choices=_own_languages())

    @staticmethod
    def initial_of(edition: Edition) -> dict[str, Any]:
        words = {name: getattr(edition, name) for name in Edition.WRITTEN}
        return words | {"seen": edition.changed_at.isoformat()}

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Edition.WRITTEN}


def _own_languages() -> list[tuple[str, str]]:
    known = Locale.parse(get_language() or "fr").languages
    return [(code, str(known[code])) for code in ("fr", "nl", "de", "en")]


class SettingsForm(forms.Form):
    """What of a case may change without a second person: it is read by nobody new through it."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    most_groups = forms.IntegerField(
        label=_("Groups that may share it"), required=False, min_value=1, max_value=400
    )

    def __init__(self, *args: Any, section: Section, usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "themes", Theme.objects.open().filter(section=section))
        said = _("If empty: %(usual)s, as for every case.") % {"usual": usual}
        self.fields["most_groups"].help_text = said


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Only the secretariat reads this.")
    )


class ResumptionForm(forms.Form):
    """seen: the suspension whose reason was read."""

    seen = ChoiceOfOne(Suspension, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seen", case.suspensions.all())


class UrgentForm(forms.Form):
    """number, year: as in UA 219/26."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    issued_on = forms.DateField(
        label=_("Issued on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class OfferForm(forms.Form):
    group = ChoiceOfOne(Group, label=_("Group"))

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", Group.objects.public().filter(section=section).order_by("name_key"))


class ReaderForm(forms.Form):
    """Only somebody with an account can be named; who has none is not told apart from a slip of the finger."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class DocumentForm(forms.ModelForm[CaseDocument]):
    document = forms.FileField(label=_("Document"))

    class Meta:
        model = CaseDocument
        fields = (
            "title", "index", "marking", "version", "language", "embargo_until", "expires_on",
        )  # fmt: skip
        widgets = {
            "embargo_until": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"index": _("For example MDE 13/0041/2026.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].widget = forms.Select(choices=language_names())

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class PictureForm(forms.Form):
    picture = forms.FileField(label=_("Picture"), help_text=_("JPEG, PNG or WebP, 8 MB at most."))
    alt = forms.CharField(
        label=_("What it shows"), max_length=200, help_text=_("For those who do not see it.")
    )
    credit = forms.CharField(label=_("Credit"), max_length=120, required=False)
    consent = forms.ChoiceField(
        label=_("Who may see it"),
        choices=Consent.choices,
        widget=forms.RadioSelect,
        initial=Consent.NOBODY,
    )
    agreed = forms.CharField(
        label=_("Who agreed, when and how"),
        max_length=200,
        required=False,
        help_text=_(
            "The person, or their family. Without it nobody outside the secretariat sees it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("consent") not in (None, Consent.NOBODY) and not said.get("agreed"):
            self.add_error("agreed", _("Say who agreed: a face can be recognised."))
        return said

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("alt", "credit", "consent", "agreed")}


class AdoptionForm(forms.Form):
    """decision: one of the group's own that is a yes and still holds."""

    decision = ChoiceOfOne(Decision, label=_("By which decision"))
    lead = PersonChoiceField(
        label=_("Who leads the work"), required=False, empty_label=_("nobody yet")
    )

    def __init__(self, *args: Any, group: Group, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decision", Decision.objects.filter(group=group, adopted=True, ended_on=None))
        offer(self, "lead", Person.objects.filter(pk__in=[one.pk for one in people]))


class LeadForm(forms.Form):
    lead = PersonChoiceField(
        label=_("Who leads the work"), required=False, empty_label=_("nobody for the moment")
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", Person.objects.filter(pk__in=[one.pk for one in people]))


class WishForm(forms.Form):
    """One field for each case that the group may choose: the rank it has in the group's wishes, or nothing."""

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {f"case-{case.pk}": case for case in cases}
        for name, case in self.cases.items():
            self.fields[name] = forms.IntegerField(
                label=case.shown_edition.name,
                required=False,
                min_value=1,
                max_value=MOST_WISHES,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        ranks: dict[int, str] = {}
        for name in self.cases:
            rank = said.get(name)
            if rank and rank in ranks:
                self.add_error(name, _("Two cases have this rank: which one comes first?"))
            if rank:
                ranks[rank] = name
        return said

    def ranked(self) -> list[Case]:
        """Return the cases wished for, the dearest first."""
        ranks = {rank: name for name in self.cases if (rank := self.cleaned_data[name])}
        return [self.cases[ranks[rank]] for rank in sorted(ranks)]


class HandBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The secretariat reads it, and offers the case to another group."),
    )


def default_year(today: date) -> dict[str, Any]:
    return {"year": today.year, "issued_on": today}
