from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models import Enquiry, Intent, ReadyAnswer, Stage
from lampion.enquiries.ready import BLANKS
from lampion.groups.models import Group
from lampion.people.forms import PersonChoiceField
from lampion.sections.models import Section


class LetterForm(forms.Form):
    """An answer that is mailed to the newcomer."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(
        label=_("Text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8})
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", secrets.token_urlsafe(16))


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Internal note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The newcomer never sees it, unless they ask for all their data."),
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the secretariat should take it back"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WelcomeForm(forms.Form):
    """What the newcomer says about their membership of the section. No answer is refused."""

    YES, NO, UNKNOWN = "yes", "no", "unknown"

    section_member = forms.ChoiceField(
        label=_("Member of the section?"),
        choices=[(YES, _("yes")), (NO, _("not yet")), (UNKNOWN, _("I do not know"))],
        widget=forms.RadioSelect,
        required=False,
        initial=UNKNOWN,
        help_text=_("Whoever is not yet learns how in the mail of welcome. It prevents nothing."),
    )
    number = forms.CharField(
        label=_("Their member number, if they know it"), max_length=20, required=False
    )

    def said(self) -> dict[str, Any]:
        """Return what was said, whatever was typed."""
        self.full_clean()
        number = self.cleaned_data.get("number", "")
        chosen = self.cleaned_data.get("section_member")
        return {"number": number, "says_member": bool(number) or chosen == self.YES}


class HandoverForm(forms.Form):
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"))

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["group"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Group.objects.filter(section=section).open_to_newcomers()


class OwnerForm(forms.Form):
    person = PersonChoiceField(label=_("Who follows it"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = people


class OutcomeForm(forms.Form):
    stage = forms.ChoiceField(label=_("Outcome"))

    def __init__(self, *args: Any, stages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["stage"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(stage.value, stage.label) for stage in stages]


class MergeForm(forms.Form):
    twin = forms.ModelChoiceField(Enquiry.objects.none())

    def __init__(self, *args: Any, twins: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["twin"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = twins


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it must stay"),
        max_length=300,
        help_text=_("Whoever asks for their data reads it."),
    )


class ReadyAnswerForm(forms.ModelForm[ReadyAnswer]):
    class Meta:
        model = ReadyAnswer
        fields = ("title", "intent", "language", "subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", settings.LANGUAGE_CODE)
        self.fields["intent"].choices = [("", _("any")), *Intent.choices]  # type: ignore[attr-defined]
        self.fields["body"].help_text = _("Filled in by itself: %(blanks)s.") % {
            "blanks": ", ".join(f"{{{blank}}}" for blank in BLANKS)
        }


class FilterForm(forms.Form):
    """What the inbox shows. Anything that is not known shows everything."""

    q = forms.CharField(
        label=_("Name, e-mail or locality"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    intent = forms.ChoiceField(label=_("Wish"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    owner = PersonChoiceField(label=_("Who follows it"), required=False, empty_label=_("anybody"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, PersonChoiceField)
        owner.queryset = people
        for name, choices in (
            ("intent", Intent.choices),
            ("stage", Stage.choices),
            ("language", settings.LANGUAGES),
        ):
            self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Return what narrows the list, as the address says it."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return said | ({"owner": said["owner"].pk} if "owner" in said else {})

    def narrow(self, enquiries: Any) -> Any:
        wanted = self.wanted()
        if "intent" in wanted:
            enquiries = enquiries.filter(intent=wanted["intent"])
        if "language" in wanted:
            enquiries = enquiries.filter(language=wanted["language"])
        if "stage" in wanted:
            enquiries = enquiries.in_stage(wanted["stage"])
        if "owner" in wanted:
            enquiries = enquiries.owned_by(wanted["owner"])
        return enquiries.matching(wanted.get("q", ""))


class KeptFilterForm(forms.Form):
    name = forms.CharField(label=_("Name of this view"), max_length=60)


class BulkForm(forms.Form):
    """One deed on several requests: `deed` says which, with the colleague, the group or the outcome it needs."""

    TAKE, ASSIGN, HAND = "take", "assign", "hand"

    chosen = forms.ModelMultipleChoiceField(
        Enquiry.objects.none(), error_messages={"required": _("Tick at least one request.")}
    )
    deed = forms.ChoiceField(label=_("What to do"))
    person = PersonChoiceField(label=_("Colleague"), required=False)
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), required=False)

    def __init__(
        self,
        *args: Any,
        enquiries: Any,
        people: Any,
        section: Section,
        outcomes: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.filter(section=section).open_to_newcomers()
        for name, rows in (("chosen", enquiries), ("person", people), ("group", groups)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["deed"].choices = [  # type: ignore[attr-defined]
            (self.TAKE, _("I take them")),
            (self.ASSIGN, _("give to a colleague")),
            (self.HAND, _("hand over to a group")),
            *[
                (stage.value, _("close: %(outcome)s") % {"outcome": stage.label})
                for stage in outcomes
            ],
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("deed") == self.ASSIGN and not cleaned.get("person"):
            self.add_error("person", _("Choose the colleague."))
        if cleaned.get("deed") == self.HAND and not cleaned.get("group"):
            self.add_error("group", _("Choose the group."))
        return cleaned
