from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from lampion.cases.feeds_reading import Unreadable, parsed
from lampion.cases.forms import SeenForm, countries
from lampion.cases.models import CaseNews

LONGEST = 5000
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NewsForm(SeenForm, forms.ModelForm[CaseNews]):
    class Meta:
        model = CaseNews
        fields = CaseNews.WRITTEN
        widgets = {
            "kind": forms.RadioSelect,
            "language": forms.Select(
                choices=[
                    ("fr", "français"),
                    ("nl", "Nederlands"),
                    ("de", "Deutsch"),
                    ("en", "English"),
                ]
            ),
            "words": forms.Textarea(attrs={"rows": 10}),
        }
        help_texts = {
            "title": _("It stands on pages, never in a mail."),
            "words": _("A line that begins with ## is a heading, with - a list; **bold**."),
        }

    @staticmethod
    def initial_of(news: CaseNews) -> dict[str, Any]:
        words = {name: getattr(news, name) for name in CaseNews.WRITTEN}
        return words | {"seen": news.changed_at.isoformat()}

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CaseNews.WRITTEN}


class ReleaseForm(forms.Form):
    """seen: when the words were last changed that were read before letting them out."""

    seen = forms.CharField(widget=forms.HiddenInput)


class DeedForm(forms.Form):
    day = forms.DateField(label=_("When"), widget=DAY)
    words = forms.CharField(
        label=_("What you did"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The other groups that stand by this case read it too, and the secretariat."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = _("This day is still to come.")
        self.fields["day"].validators.append(MaxValueValidator(today, message))
        self.fields["day"].initial = today


class QuestionForm(forms.Form):
    words = forms.CharField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea({"rows": 6})
    )


class MailsForm(forms.Form):
    mails = forms.TypedChoiceField(
        label=_("Mails about this case"),
        choices=[("yes", _("yes, when there is news")), ("no", _("no mail about this case"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class FeedForm(forms.Form):
    country = forms.ChoiceField(label=_("Country"))
    title = forms.CharField(
        label=_("Who publishes it"),
        max_length=120,
        help_text=_("As it will stand beside each piece of news."),
    )
    url = forms.CharField(
        label=_("Address of the feed"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_(
            "The address of an RSS or Atom file; ask its publisher, or look for its orange sign."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", "—"), *countries()]

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            parsed(url)
        except Unreadable as problem:
            raise forms.ValidationError(problem.trouble.label) from None
        return url
