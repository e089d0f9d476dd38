"""What people type about letters. Each form turns it into values; none saves."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.forms import countries, language_names
from lampion.cases.models import Case
from lampion.kit.choosing import ChoiceOfOne, offer
from lampion.kit.formats import local_date
from lampion.kit.saying import printable
from lampion.letters.models import Appeal, Kind, Target, What
from lampion.letters.models.sent import last_day_of
from lampion.letters.paper import NOBODY, Sender
from lampion.letters.rules import CARD_RULES, TOO_LATE
from lampion.people.models import normalise_email
from lampion.sections.models import Section

LONGEST_LETTER = 6000
MOST_AT_ONCE = 5000
# One person by one form or link: whole classes say it form by form, or their group types a total.
MOST_OF_ONE = 20
SALT = "letters.sending"
LONGEST_SECONDS = 12 * 3600


def fresh_mark() -> str:
    """Return a signed random key: the same form sent twice counts once."""
    return signing.dumps(secrets.token_urlsafe(16), salt=SALT)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WriterForm(forms.Form):
    """The letter as a visitor adapts it, and who stands on it. Nothing of it is kept."""

    FULL, SHORT, NONE = "full", "short", "none"
    SENDERS = (
        (FULL, _("My name and my address")),
        (SHORT, _("My initials and my town only")),
        (NONE, _("No sender")),
    )

    text = forms.CharField(label=_("Your letter"), max_length=LONGEST_LETTER, widget=_lines(16))
    sender = forms.ChoiceField(
        label=_("Who stands on the letter"), choices=SENDERS, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=_("Your street and number"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    town = forms.CharField(
        label=_("Your postcode and town"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    copy = forms.BooleanField(
        label=_("With a second copy for the embassy"), required=False, initial=True
    )

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = appeal
        self.fields["text"].widget.attrs |= {"lang": appeal.language, "dir": "auto"}
        self.fields["text"].initial = appeal.text
        self.fields["sender"].initial = self.NONE if appeal.is_card else self.FULL
        if appeal.anonymous:
            for name in ("sender", "name", "address", "town"):
                del self.fields[name]
        # Who gets a card is watched, too: an embassy that reads it would not help them.
        if appeal.is_card or not appeal.target.embassy:
            del self.fields["copy"]

    def clean_text(self) -> str:
        return printable(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wanted = {self.FULL: ("name", "address", "town"), self.SHORT: ("name", "town")}
        for name in wanted.get(said.get("sender", ""), ()):
            if not said.get(name):
                self.add_error(name, _("Fill this in, or choose another sender above."))
        return said

    def who(self) -> Sender:
        """Return what stands on the letter; of what was not chosen, nothing."""
        said = {name: printable(str(value)) for name, value in self.cleaned_data.items()}
        if said.get("sender") == self.FULL:
            return Sender((said["name"], said["address"], said["town"]), said["name"])
        if said.get("sender") == self.SHORT:
            initials = " ".join(f"{part[0].upper()}." for part in said["name"].split())
            town = said["town"].lstrip("0123456789 -") or said["town"]
            return Sender((initials, town), initials)
        return NOBODY


class SendingForm(forms.Form):
    """That so many letters left. mark: signed, so that the same form counts once."""

    count = forms.IntegerField(
        label=_("How many letters did you send?"), min_value=1, max_value=MOST_OF_ONE, initial=1
    )
    mark = forms.CharField(widget=forms.HiddenInput)

    def clean_mark(self) -> str:
        try:
            read: str = signing.loads(self.cleaned_data["mark"], salt=SALT, max_age=LONGEST_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError(_("This page is old: load it again, please.")) from None
        return read


class TargetForm(forms.ModelForm[Target]):
    country = forms.ChoiceField(label=_("Country"))

    class Meta:
        model = Target
        fields = Target.WRITTEN
        widgets = {"address": _lines(5), "embassy": _lines(5)}
        help_texts = {
            "name": _("For example: the minister of justice of a country, or the prison."),
            "salutation": _("In the language of whoever reads it."),
            "address": _(
                "Line by line, as on the envelope; the country in capitals on the last line."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", "—"), *countries()]

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Target.WRITTEN}


class AppealForm(forms.ModelForm[Appeal]):
    language = forms.ChoiceField(label=_("Language of the model"))

    class Meta:
        model = Appeal
        fields = Appeal.WRITTEN
        widgets = {
            "kind": forms.RadioSelect,
            "occasion": forms.RadioSelect,
            "text": _lines(14),
            "translation": _lines(14),
            "points": _lines(4),
            "never": _lines(4),
            "rules": _lines(4),
            "starts_on": _day(),
            "ends_on": _day(),
        }
        help_texts = {
            "title": _("What readers see in lists, in French."),
            "text": _("An empty line between paragraphs. What stands here is printed as it is."),
            "translation": _("So that people know what they sign."),
            "points": _("One on each line."),
            "never": _("One on each line. What the case forbids is shown too."),
            "rules": _(
                "One on each line, shown above the text. A card without any gets the usual ones."
            ),
            "anonymous": _("Then nobody can print a name or an address on it."),
            "ends_on": _("Nothing can be sent after it, nor after the last day of the case."),
        }

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "target", Target.objects.there().filter(section=section))
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = language_names()
        self.fields["text"].widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        if said.get("kind") == Kind.CARD and not said.get("rules"):
            said["rules"] = "\n".join(map(str, CARD_RULES))
        return said

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Appeal.WRITTEN}


class TotalForm(forms.Form):
    """What the writers of a group told: so many, of what, for whom, when."""

    case = ChoiceOfOne(Case, label=_("For whom"), shown="shown_edition.name")
    what = forms.ChoiceField(label=_("What"), choices=What.choices)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE)
    on = forms.DateField(label=_("When"), widget=_day())

    def __init__(self, *args: Any, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)
        self.fields["on"].initial = timezone.localdate()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        today = timezone.localdate()
        if not today - timedelta(days=366) <= day <= today:
            raise forms.ValidationError(_("Choose a day of the past year."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        case, day = said.get("case"), said.get("on")
        last = last_day_of(case) if case else None
        if last and day and day > last:
            self.add_error("on", TOO_LATE % {"day": local_date(last)})
        return said


class OwnWritingForm(forms.Form):
    """A member says that they write too, and how the letters should come."""

    by_post = forms.TypedChoiceField(
        label=_("How the letters come to you"),
        choices=(("", _("by e-mail")), ("1", _("on paper, by post"))),
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    address = forms.CharField(
        label=_("Your postal address"),
        required=False,
        max_length=300,
        widget=_lines(3),
        help_text=_("Only if they come by post."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["by_post"] = bool(said.get("by_post"))
        if said["by_post"] and not said.get("address"):
            self.add_error("address", _("Without an address nothing can come by post."))
        return said


class OutsiderForm(OwnWritingForm):
    """Somebody from outside the group. on_paper: they signed the words; else they are asked by mail."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language"))
    on_paper = forms.BooleanField(
        label=_("They signed the words below on paper, and we keep the paper"), required=False
    )

    field_order = ("name", "email", "by_post", "address", "language", "on_paper")

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = languages
        self.fields["address"].label = _("Postal address")
        self.fields["by_post"].label = _("How the letters come to them")

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not said.get("by_post") and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Without an address nothing can come by e-mail."))
        if not said.get("on_paper") and not said.get("email") and "email" not in self.errors:
            wrong = _("We ask for the yes by e-mail: give the address, or let them sign on paper.")
            self.add_error("on_paper", wrong)
        return said


class RoundForm(forms.Form):
    """The letters of a month and the words above them."""

    appeals = forms.ModelMultipleChoiceField(
        Appeal.objects.none(), label=_("Which letters"), widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("A word of the group"),
        max_length=2000,
        required=False,
        widget=_lines(5),
        help_text=_("Above each letter: a thank-you, the next meeting, good news."),
    )

    def __init__(self, *args: Any, appeals: QuerySet[Appeal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "appeals", appeals)


class AnswerForm(forms.Form):
    count = forms.IntegerField(
        label=_("How many letters did you send?"), min_value=1, max_value=MOST_OF_ONE, initial=1
    )
