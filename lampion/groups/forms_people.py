from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import (
    Circle,
    Function,
    Group,
    GroupQuerySet,
    Offer,
    Power,
    Profile,
    SectionFunction,
    Sort,
)
from lampion.groups.models.mandate import latest_end
from lampion.kit.choosing import ChoiceOfOne, offer
from lampion.people.forms import PersonChoiceField
from lampion.people.models import Person, normalise_email
from lampion.sections.forms import InvitationLanguageField
from lampion.sections.models import Section


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MemberForm(forms.Form):
    """Whom the group welcomes."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = InvitationLanguageField()
    circle = forms.ChoiceField(label=_("Circle"), choices=Circle.choices)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, section = self.fields["language"], group.section
        assert isinstance(language, InvitationLanguageField)
        language.offer([*group.languages, section.first_language, *section.languages])

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


class CircleForm(forms.Form):
    circle = forms.ChoiceField(label=_("Circle"), choices=Circle.choices)


class PauseForm(forms.Form):
    since = forms.DateField(label=_("From"), widget=DayInput())
    until = forms.DateField(
        label=_("Until, the last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Nothing, if nobody knows yet."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Only the member and the responsables read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return cleaned


class LeavingForm(forms.Form):
    because = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Only the member and the responsables read it. Nothing is fine too."),
    )


class MovingForm(forms.Form):
    to = ChoiceOfOne(Group, label=_("To which group"))

    def __init__(self, *args: Any, groups: GroupQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", groups)


def _core(group: Group) -> QuerySet[Person]:
    core = group.memberships.active().core()
    return Person.objects.filter(pk__in=core.values("person"))


LONGEST_AGO = timedelta(days=3653)


class TermForm(forms.Form):
    """From when until when somebody is elected."""

    on = forms.DateField(label=_("Elected on"), widget=DayInput())
    until = forms.DateField(
        label=_("Until, the last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Nothing: as long as the section allows."),
    )

    def __init__(
        self,
        *args: Any,
        group: Group,
        today: date,
        earliest: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.today, self.earliest = group, today, earliest

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if day < self.today - LONGEST_AGO:
            raise forms.ValidationError(_("This day is more than ten years ago."))
        if self.earliest and day < self.earliest:
            raise forms.ValidationError(_("The mandate had not begun on this day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        on, until = cleaned.get("on"), cleaned.get("until")
        if on and until and until < on:
            self.add_error("until", _("This day is before the first one."))
        elif on and until and until > latest_end(self.group, on):
            self.add_error("until", _("A mandate does not last that long: the group elects again."))
        return cleaned


class ElectionForm(TermForm):
    person = PersonChoiceField(label=_("Who"))
    function = forms.ChoiceField(label=_("Function"), choices=Function.choices)
    field_order = ("person", "function", "on", "until")

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, group=group, **kwargs)
        offer(self, "person", _core(group))


class HoldingForm(forms.Form):
    """Who of the core takes which function on."""

    person = PersonChoiceField(label=_("Who"))
    function = ChoiceOfOne(SectionFunction, label=_("Function"))
    until = forms.DateField(
        label=_("Until, the last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Nothing, if nobody knows yet."),
    )

    def __init__(self, *args: Any, group: Group, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, "person", _core(group))
        offered = SectionFunction.objects.offered(group.section)
        offer(self, "function", offered)

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and day < self.today:
            raise forms.ValidationError(_("This day is before the first one."))
        return day


class SectionFunctionForm(forms.Form):
    """A function in each language, and what it opens."""

    powers = forms.MultipleChoiceField(
        label=_("Whoever has it"),
        choices=Power.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside what every member of the core may."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=language, max_length=60)
        self.order_fields([f"name_{code}" for code, _language in settings.LANGUAGES])

    @classmethod
    def initial_of(cls, function: SectionFunction) -> dict[str, Any]:
        names = {f"name_{code}": name for code, name in function.names.items()}
        return names | {"powers": function.powers()}

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code, _name in settings.LANGUAGES}


class OfferForm(forms.Form):
    """A choice of skills or times in each language, and the functions for which it is useful."""

    sort = forms.ChoiceField(label=_("What it is"), choices=Sort.choices, widget=forms.RadioSelect)
    functions = forms.ModelMultipleChoiceField(
        SectionFunction.objects.none(),
        label=_("Useful for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever chose it is proposed first when nobody has one of these."),
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"words_{code}"] = forms.CharField(label=language, max_length=60)
        words = [f"words_{code}" for code, _language in settings.LANGUAGES]
        self.order_fields(["sort", *words, "functions"])
        offer(self, "functions", SectionFunction.objects.offered(section))

    @classmethod
    def initial_of(cls, held: Offer) -> dict[str, Any]:
        words = {f"words_{code}": said for code, said in held.words.items()}
        return words | {"functions": list(held.functions.all())}

    def words(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"words_{code}"] for code, _name in settings.LANGUAGES}


class HandOverForm(forms.Form):
    taker = PersonChoiceField(
        label=_("To whom"), help_text=_("Somebody of the core. Both of you sign, line by line.")
    )

    def __init__(self, *args: Any, group: Group, giver: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "taker", _core(group).exclude(pk=giver))


class ProfileForm(forms.Form):
    """What somebody can do and when, from the lists of their sections and in own words."""

    skills_chosen = forms.ModelMultipleChoiceField(
        Offer.objects.none(),
        label=_("What I can do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.CharField(label=_("In my own words"), max_length=300, required=False)
    times_chosen = forms.ModelMultipleChoiceField(
        Offer.objects.none(),
        label=_("When I am free"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    availability = forms.CharField(
        label=_("When I am free, in my own words"), max_length=300, required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Offer.objects.open_to(person)
        for name, sort in (("skills_chosen", Sort.SKILL), ("times_chosen", Sort.TIME)):
            offer(self, name, asked.filter(sort=sort))

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, Any]:
        held = Profile.objects.filter(person=person).first()
        if held is None:
            return {}
        chosen = list(held.offers.all())
        said = {"skills": held.skills, "availability": held.availability}
        return said | {"skills_chosen": chosen, "times_chosen": chosen}

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        offers = [*cleaned["skills_chosen"], *cleaned["times_chosen"]]
        said = {name: cleaned[name] for name in ("skills", "availability")}
        return said | {"offers": offers}
