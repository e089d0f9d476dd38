from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from lampion.events.models import Event
from lampion.groups.models import Group, Membership
from lampion.kit.saying import printable
from lampion.people.models import Person
from lampion.petitions.models import Bundle, Petition, Step
from lampion.petitions.models.sheet import MOST_LINES, MOST_SHEETS
from lampion.sections.models import Scope, StaffAccess

LONGEST = 4000


class PetitionChoice(forms.ModelChoiceField[Any]):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} · {obj.words().title}"


class PersonChoice(forms.ModelChoiceField[Any]):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OrderForm(forms.Form):
    """Sheets of a petition, for the group itself, one of its events, or a school."""

    petition = PetitionChoice(label=_("Petition"), queryset=Petition.objects.none())
    count = forms.IntegerField(
        label=_("How many sheets"), min_value=1, max_value=MOST_SHEETS, initial=10
    )
    lines = forms.IntegerField(
        label=_("Lines on a sheet"),
        min_value=4,
        max_value=MOST_LINES,
        initial=10,
        help_text=_("Ten fit on a page with a short text; what is longer goes on a second page."),
    )
    language = forms.ChoiceField(label=_("Language"))
    event = forms.ModelChoiceField(
        label=_("For an event"), queryset=Event.objects.none(), required=False
    )
    school = forms.CharField(label=_("For a school"), max_length=120, required=False)

    def __init__(
        self, *args: Any, petitions: QuerySet[Petition], group: Group | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "petition").queryset = petitions.prefetch_related("texts").select_related(
            "section"
        )
        _field(self, "language").choices = [
            (code, get_language_info(code)["name_translated"]) for code, _name in settings.LANGUAGES
        ]
        if group is None:
            del self.fields["event"]
        else:
            coming = Event.objects.there().filter(group=group)
            _field(self, "event").queryset = coming

    def clean_school(self) -> str:
        return printable(self.cleaned_data["school"]).strip()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        petition, language = said.get("petition"), said.get("language")
        if petition and language and language not in {one.language for one in petition.texts.all()}:
            self.add_error("language", _("This petition has no text in this language."))
        if said.get("event") and said.get("school"):
            self.add_error("school", _("Choose an event or a school, not both."))
        return said


class StepForm(forms.Form):
    """What happens to some sheets of a bundle, or to one."""

    sheets = forms.TypedMultipleChoiceField(
        label=_("Sheets"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    step = forms.ChoiceField(
        label=_("What happens to them"),
        choices=[(one.value, one.label) for one in (Step.TAKEN, Step.RETURNED, Step.DESTROYED)],
        widget=forms.RadioSelect,
    )
    person = PersonChoice(
        label=_("By whom"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("Who takes them along, brings them back or destroys them; empty: you."),
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, bundle: Bundle, sheets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "sheets").choices = [(one.pk, one.code) for one in sheets]
        _field(self, "person").queryset = holders_of(bundle)

    def clean_on(self) -> date:
        return not_to_come(self.cleaned_data["on"])

    def clean_place(self) -> str:
        return printable(self.cleaned_data["place"]).strip()


def holders_of(bundle: Bundle) -> QuerySet[Person]:
    """Return who may have sheets in hand: the core of the group, or whoever works in the secretariat."""
    if bundle.group_id:
        core = Membership.objects.active().core().filter(group=bundle.group_id)
        return Person.objects.filter(pk__in=core.values("person"))
    staff = StaffAccess.objects.open(timezone.localdate())
    staff = staff.filter(section=bundle.petition.section_id, scope=Scope.CASES)
    return Person.objects.filter(pk__in=staff.values("person"))


class LossForm(forms.Form):
    """Sheets with names on them are gone."""

    sheets = forms.TypedMultipleChoiceField(
        label=_("Which sheets"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    signed = forms.IntegerField(
        label=_("How many people had signed on them, about"),
        min_value=0,
        max_value=MOST_SHEETS * MOST_LINES,
        required=False,
    )
    words = forms.CharField(
        label=_("What happened, where and when"),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST,
        help_text=_("No names of people who signed."),
    )
    on = forms.DateField(
        label=_("Since when they are gone"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, sheets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "sheets").choices = [(one.pk, one.code) for one in sheets]

    def clean_on(self) -> date:
        return not_to_come(self.cleaned_data["on"])

    def clean_words(self) -> str:
        return printable(self.cleaned_data["words"])


class JudgementForm(forms.Form):
    told = forms.TypedChoiceField(
        label=_("Is the data protection authority told?"),
        choices=[("yes", _("Yes, it is told")), ("no", _("No, it is not necessary"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why, and what is done for the people"),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST,
    )

    def clean_words(self) -> str:
        return printable(self.cleaned_data["words"])


class CountForm(forms.Form):
    """How many lines of a sheet are valid signatures: one button for each number."""

    valid = forms.TypedChoiceField(
        label=_("Valid signatures"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, lines: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "valid").choices = [(number, str(number)) for number in range(lines + 1)]


class ScanForm(forms.Form):
    """A picture of a sheet: taken now with the camera of a phone, or a file that is there."""

    photo = forms.FileField(
        label=_("Take a photo now"),
        required=False,
        help_text=_("On a phone. The whole sheet, flat and in good light."),
        widget=forms.FileInput(
            {"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
        ),
    )
    file = forms.FileField(
        label=_("Or a file: photo or PDF"),
        required=False,
        help_text=_("JPEG, PNG, WebP or PDF."),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp,.pdf"}),
    )


def not_to_come(on: date) -> date:
    if on > timezone.localdate():
        raise forms.ValidationError(_("This day has not come yet."))
    return on


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]
