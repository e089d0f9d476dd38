from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Circle, Group, GroupQuerySet
from lampion.people.models import normalise_email
from lampion.sections.forms import InvitationLanguageField


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
    to = forms.ModelChoiceField(Group.objects.none(), label=_("To which group"))

    def __init__(self, *args: Any, groups: GroupQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = groups  # type: ignore[attr-defined]
